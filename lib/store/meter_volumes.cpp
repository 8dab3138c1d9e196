#include "store/meter_volumes.hpp"

#include <limits>

namespace duesday::store {

void add_meter_volume(Write& write, const NewMeterVolume& volume)
{
    write.database().run(R"sql(
        INSERT INTO meter_volume (meter, reading, kind, from_on, to_on, volume, released_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql",
                         volume.meter, volume.reading, rules::name_of(volume.volume.kind),
                         volume.volume.from, volume.volume.to, volume.volume.volume,
                         write.stamp().business_date);
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

std::optional<Date> first_billed(Database& database, std::int64_t meter, Date after, Date until)
{
    auto rows = database.query(R"sql(
        SELECT min(from_on) FROM meter_volume
        WHERE meter = ?1 AND to_on > ?2 AND to_on <= ?3)sql",
                               meter, after, until);
    return rows.next() ? rows.optional_date(0) : std::nullopt;
}

std::optional<Date> billed_until(Database& database, std::int64_t meter)
{
    auto rows = database.query(R"sql(
        SELECT coalesce((SELECT max(v.to_on) FROM meter_volume AS v WHERE v.meter = ?1),
                        (SELECT min(r.read_on) FROM reading AS r
                         WHERE r.meter = ?1 AND r.state = 'released')))sql",
                               meter);
    if (!rows.next())
        return std::nullopt;
    return rows.optional_date(0);
}

std::optional<rules::EstimatedSince> estimated_since(Database& database, std::int64_t meter,
                                                     Date after)
{
    auto rows = database.query(R"sql(
        SELECT min(from_on), CAST(sum(volume) AS INTEGER) FROM meter_volume
        WHERE meter = ?1 AND to_on > ?2)sql",
                               meter, after);
    if (!rows.next() || rows.is_null(0))
        return std::nullopt;
    return rules::EstimatedSince{rows.date(0), rows.integer(1)};
}

namespace {

BilledRow billed_row_of(const Rows& rows)
{
    BilledRow row;
    row.customer = rows.text(0);
    row.contract = rows.text(1);
    row.machine = rows.text(2);
    row.meter = rows.text(3);
    row.counts = rows.text(4);
    row.volume.kind = rules::volume_kind(rows.view(5)).value_or(rules::VolumeKind::reading);
    row.volume.from = rows.date(6);
    row.volume.to = rows.date(7);
    row.volume.volume = rows.integer(8);
    row.value = rows.integer(9);
    row.source = rows.text(10);
    row.released_on = rows.date(11);
    return row;
}

} // namespace

void each_billed_volume(Database& database, const WantedVolumes& wanted,
                        const std::function<void(const BilledRow&)>& volume)
{
    const Date first{1900, 1, 1};
    const Date last{9999, 12, 31};
    auto rows =
        database.query(R"sql(
        SELECT c.customer, k.contract, m.machine, t.meter, t.kind, v.kind, v.from_on, v.to_on,
               v.volume, r.value, r.source, v.released_on
        FROM contract AS k
        JOIN customer AS c ON c.id = k.customer
        JOIN machine AS m ON m.contract = k.id
        JOIN meter AS t ON t.machine = m.id
        JOIN meter_volume AS v ON v.meter = t.id
        JOIN reading AS r ON r.id = v.reading
        WHERE k.id >= ?1 AND k.id <= ?2 AND v.to_on >= ?3 AND v.to_on <= ?4
          AND v.released_on >= ?5 AND v.released_on <= ?6
        ORDER BY k.id, t.meter, v.to_on, v.reading, v.kind)sql",
                       wanted.contract.value_or(0),
                       wanted.contract.value_or(std::numeric_limits<std::int64_t>::max()),
                       wanted.from.value_or(first), wanted.to.value_or(last),
                       wanted.released_from.value_or(first), wanted.released_to.value_or(last));
    while (rows.next())
        volume(billed_row_of(rows));
}

} // namespace duesday::store
