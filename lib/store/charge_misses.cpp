#include "store/charge_misses.hpp"

namespace duesday::store {

std::optional<Timestamp> first_miss(Database& database, std::int64_t charge)
{
    auto rows = database.query(R"sql(
        SELECT missed_at FROM charge_miss WHERE charge = ?1)sql",
                               charge);
    return rows.next() ? Timestamp::parse(rows.view(0)) : std::nullopt;
}

void note_miss(Write& write, std::int64_t charge)
{
    write.database().run(R"sql(
        INSERT INTO charge_miss (charge, missed_at) VALUES (?1, ?2)
        ON CONFLICT (charge) DO UPDATE SET missed_at = excluded.missed_at)sql",
                         charge, write.stamp().real);
}

} // namespace duesday::store
