#include "store/runs.hpp"

namespace duesday::store {

std::int64_t start_run(Book& book, const Stamp& stamp)
{
    Write write{book, stamp};
    const auto id =
        book.database().insert(R"sql(
        INSERT INTO run (program, business_date, actor, started_at) VALUES (?1, ?2, ?3, ?4)
        RETURNING id)sql",
                               stamp.program, stamp.business_date, stamp.actor, stamp.real);
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

std::vector<UntoldRun> untold_runs(Database& database, std::string_view program,
                                   std::string_view actor, std::int64_t before,
                                   int unprinted_status)
{
    std::vector<UntoldRun> runs;
    auto rows = database.query(R"sql(
        SELECT id, started_at, business_date FROM run
        WHERE program = ?1 AND id < ?3 AND actor = ?2 AND (finished_at IS NULL OR status = ?4)
        ORDER BY id DESC)sql",
                               program, actor, before, unprinted_status);
    while (rows.next())
        runs.push_back(
            {rows.integer(0), Timestamp::parse(rows.view(1)).value_or(Timestamp{}), rows.date(2)});
    return runs;
}

void close_run(Write& write, std::int64_t run, std::string_view summary)
{
    write.database().run(R"sql(
        UPDATE run SET finished_at = COALESCE(finished_at, ?2), status = NULL, summary = ?3
        WHERE id = ?1)sql",
                         run, write.stamp().real, summary);
}

} // namespace duesday::store
