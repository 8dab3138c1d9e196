#include "store/import_readings.hpp"

#include "store/meter_volumes.hpp"

namespace duesday::store {

namespace {

std::optional<ReleasedReading> last_released(Database& database, std::int64_t meter)
{
    auto rows = database.query(R"sql(
        SELECT r.device, r.read_on, r.value, r.source
        FROM reading AS r JOIN device AS d ON d.id = r.device
        WHERE r.meter = ?1 AND r.state = 'released'
        ORDER BY r.read_on DESC, d.ordinal DESC, r.id DESC LIMIT 1)sql",
                               meter);
    if (!rows.next())
        return std::nullopt;
    return ReleasedReading{rows.integer(0), rows.date(1), rows.integer(2),
                           rows.view(3) == "estimate"};
}

} // namespace

std::optional<ReadMeter> read_meter(Database& database, std::string_view key)
{
    ReadMeter meter;
    {
        auto rows = database.query(R"sql(
            SELECT t.id, t.machine, m.machine, k.contract, k.ends_on, t.digits, m.model, t.kind
            FROM meter AS t
            JOIN machine AS m ON m.id = t.machine
            JOIN contract AS k ON k.id = m.contract
            WHERE t.meter = ?1)sql",
                                   key);
        if (!rows.next())
            return std::nullopt;
        meter.id = rows.integer(0);
        meter.machine = rows.integer(1);
        meter.machine_key = rows.text(2);
        meter.contract_key = rows.text(3);
        meter.contract_ends_on = rows.optional_date(4);
        if (!rows.is_null(5))
            meter.digits = static_cast<int>(rows.integer(5));
        meter.model = rows.text(6);
        meter.kind = rules::meter_kind(rows.view(7)).value_or(rules::MeterKind::other);
    }
    meter.last = last_released(database, meter.id);
    if (meter.last)
        meter.counted_until = billed_until(database, meter.id).value_or(meter.last->read_on);
    return meter;
}

std::int64_t last_reading_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM reading)sql");
}

std::vector<ImportedReading> imported_readings(Database& database, std::int64_t meter, Date read_on,
                                               std::string_view source)
{
    std::vector<ImportedReading> found;
    auto rows = database.query(R"sql(
        SELECT id, device, value FROM reading
        WHERE meter = ?1 AND read_on = ?2 AND source = ?3 AND origin = 'import'
        ORDER BY id)sql",
                               meter, read_on, source);
    while (rows.next())
        found.push_back({rows.integer(0), rows.integer(1), rows.integer(2)});
    return found;
}

std::int64_t add_imported_reading(Write& write, std::int64_t meter, const ReleasedReading& reading,
                                  std::string_view source)
{
    return write.database().insert(R"sql(
        INSERT INTO reading (meter, device, read_on, value, source, state, origin, entered_on,
                             entered_by, reason, rule, released_on, released_by)
        VALUES (?1, ?2, ?3, ?4, ?5, 'released', 'import', ?6, ?7, '', '', ?6, ?7)
        RETURNING id)sql",
                                   meter, reading.device, reading.read_on, reading.value, source,
                                   write.stamp().business_date, write.stamp().actor);
}

void add_imported_volume(Write& write, std::int64_t meter, std::int64_t reading, Date from_on,
                         Date to_on, std::int64_t volume)
{
    write.database().run(R"sql(
        INSERT INTO meter_volume (meter, reading, kind, from_on, to_on, volume, released_on)
        VALUES (?1, ?2, 'reading', ?3, ?4, ?5, ?6))sql",
                         meter, reading, from_on, to_on, volume, write.stamp().business_date);
}

} // namespace duesday::store
