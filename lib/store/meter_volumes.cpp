#include "store/meter_volumes.hpp"

namespace duesday::store {

void add_meter_volume(Write& write, const NewMeterVolume& volume)
{
    write.database().run(R"sql(
        INSERT INTO meter_volume (meter, reading, kind, from_on, to_on, volume, released_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql",
                         volume.meter, volume.reading, volume.kind, volume.from_on, volume.to_on,
                         volume.volume, write.stamp().business_date);
}

std::int64_t billed_between(Database& database, std::int64_t meter, Date after, Date until)
{
    return database.integer(R"sql(
        SELECT CAST(sum(volume) AS INTEGER) FROM meter_volume
        WHERE meter = ?1 AND to_on > ?2 AND to_on <= ?3)sql",
                            meter, after, until);
}

std::optional<Date> billed_from(Database& database, std::int64_t meter, std::int64_t device,
                                Date read_on)
{
    auto rows = database.query(R"sql(
        SELECT v.from_on FROM meter_volume AS v JOIN reading AS r ON r.id = v.reading
        WHERE v.meter = ?1 AND v.to_on = ?3 AND v.kind = 'reading' AND r.device = ?2
        ORDER BY v.reading LIMIT 1)sql",
                               meter, device, read_on);
    if (!rows.next())
        return std::nullopt;
    return rows.date(0);
}

} // namespace duesday::store
