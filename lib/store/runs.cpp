#include "store/runs.hpp"

namespace duesday::store {

std::int64_t start_run(Book& book, const Stamp& stamp)
{
    Write write{book, stamp};
    const auto id = book.database().insert(R"sql(
        INSERT INTO run (program, business_date, actor, started_at) VALUES (?1, ?2, ?3, ?4)
        RETURNING id)sql",
                                           stamp.program, stamp.business_date, stamp.actor,
                                           stamp.real);
    note_business_date(write, stamp.business_date);
    write.commit();
    return id;
}

void finish_run(Book& book, const Stamp& stamp, int status, std::string_view summary,
                Timestamp real)
{
    Write write{book, stamp};
    book.database().run(R"sql(
        UPDATE run SET finished_at = ?2, status = ?3, summary = ?4 WHERE id = ?1)sql",
                        stamp.run, real, status, summary);
    write.commit();
}

} // namespace duesday::store
