#include "store/meter_pasts.hpp"

#include "rules/metering/billed_usage.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace duesday::store {

namespace {

constexpr int most_volumes = 96; ///< eight years of months: more than any expectation looks at

/// A day after all days that are asked about.
Date end_of_days()
{
    return Date{9999, 12, 31};
}

/// Of the device, without estimates: what a counter-reading says counts.
std::optional<rules::Reading> last_shown(Database& database, std::int64_t meter,
                                         std::int64_t device, Date before)
{
    auto rows = database.query(R"sql(
        SELECT read_on, value FROM reading
        WHERE meter = ?1 AND state = 'released' AND read_on < ?3 AND device = ?2
          AND source <> 'estimate'
        ORDER BY read_on DESC, id DESC LIMIT 1)sql",
                               meter, device, before);
    if (!rows.next())
        return std::nullopt;
    return rules::Reading{rows.date(0), rows.integer(1)};
}

/// The day up to which the device is read, or estimated; the start reading of another one may be
/// of the day on which the one before it was read last.
std::optional<Date> released_until(Database& database, std::int64_t meter, std::int64_t device,
                                   Date before)
{
    auto rows = database.query(R"sql(
        SELECT r.read_on, r.device, d.ordinal FROM reading AS r JOIN device AS d ON d.id = r.device
        WHERE r.meter = ?1 AND r.state = 'released' AND r.read_on < ?3
          AND d.ordinal <= (SELECT o.ordinal FROM device AS o WHERE o.id = ?2)
        ORDER BY r.read_on DESC, r.id DESC)sql",
                               meter, device, before);
    if (!rows.next())
        return std::nullopt;
    const auto until = rows.date(0);
    // Of that day the last device counts.
    auto last = std::pair{rows.integer(2), rows.integer(1)};
    while (rows.next() && rows.date(0) == until)
        last = std::max(last, std::pair{rows.integer(2), rows.integer(1)});
    return last.second == device ? until : until.plus_days(-1);
}

rules::UsageHistory history_until(Database& database, std::int64_t meter, Date until)
{
    std::vector<rules::BilledVolume> volumes;
    auto rows = database.query(R"sql(
        SELECT from_on, to_on, volume, kind FROM meter_volume
        WHERE meter = ?1 AND to_on <= ?2
        ORDER BY to_on DESC, reading DESC, kind DESC LIMIT ?3)sql",
                               meter, until, most_volumes);
    while (rows.next())
        volumes.push_back({{rows.date(0), rows.date(1), rows.integer(2)},
                           rows.view(3) == "true_up" || rows.view(3) == "correction"});
    std::reverse(volumes.begin(), volumes.end());
    return rules::usage_of(volumes);
}

/// The last one that a device before `device` showed, and which one that was. What waits is found
/// by the words of its index.
std::optional<std::pair<std::int64_t, rules::Reading>>
last_before(Database& database, std::int64_t meter, std::int64_t device)
{
    auto rows = database.query(R"sql(
        SELECT a.device, a.read_on, a.value
        FROM (SELECT r.device AS device, r.read_on AS read_on, r.value AS value, r.id AS id
              FROM reading AS r
              WHERE r.meter = ?1 AND r.state = 'released' AND r.source <> 'estimate'
              UNION ALL
              SELECT w.device, w.read_on, w.value, w.id FROM reading AS w
              WHERE w.meter = ?1 AND (w.state = 'entered' OR w.state = 'held')
                AND w.state = 'entered') AS a
        JOIN device AS d ON d.id = a.device
        WHERE d.ordinal < (SELECT o.ordinal FROM device AS o WHERE o.id = ?2)
        ORDER BY d.ordinal DESC, a.read_on DESC, a.id DESC LIMIT 1)sql",
                               meter, device);
    if (!rows.next())
        return std::nullopt;
    return std::pair{rows.integer(0), rules::Reading{rows.date(1), rows.integer(2)}};
}

std::optional<rules::Reading> first_of(Database& database, std::int64_t meter, std::int64_t device)
{
    auto rows = database.query(R"sql(
        SELECT a.read_on, a.value
        FROM (SELECT r.device AS device, r.read_on AS read_on, r.value AS value, r.id AS id
              FROM reading AS r WHERE r.meter = ?1 AND r.state = 'released'
              UNION ALL
              SELECT w.device, w.read_on, w.value, w.id FROM reading AS w
              WHERE w.meter = ?1 AND (w.state = 'entered' OR w.state = 'held')) AS a
        WHERE a.device = ?2 ORDER BY a.read_on, a.id DESC LIMIT 1)sql",
                               meter, device);
    if (!rows.next())
        return std::nullopt;
    return rules::Reading{rows.date(0), rows.integer(1)};
}

/// Whether other devices stood in its place: nearly always none did.
struct Neighbours {
    bool before = false, behind = false;
};

Neighbours neighbours_of(Database& database, std::int64_t device)
{
    auto rows = database.query(R"sql(
        SELECT coalesce(max(CASE WHEN b.ordinal < d.ordinal THEN 1 ELSE 0 END), 0),
               coalesce(max(CASE WHEN b.ordinal > d.ordinal THEN 1 ELSE 0 END), 0)
        FROM device AS d JOIN device AS b ON b.machine = d.machine WHERE d.id = ?1)sql",
                               device);
    rows.next();
    return {rows.boolean(0), rows.boolean(1)};
}

/// The last day on which an earlier device shows what waits for its release.
std::optional<Date> waits_before(Database& database, std::int64_t meter, std::int64_t device)
{
    auto rows = database.query(R"sql(
        SELECT max(w.read_on) FROM reading AS w JOIN device AS d ON d.id = w.device
        WHERE w.meter = ?1 AND (w.state = 'entered' OR w.state = 'held')
          AND d.ordinal < (SELECT o.ordinal FROM device AS o WHERE o.id = ?2))sql",
                               meter, device);
    return rows.next() ? rows.optional_date(0) : std::nullopt;
}

/// R8: it counts on from its first value only once the end of the one before it is known.
bool lacks_its_pair(Database& database, std::int64_t meter, std::int64_t device,
                    const rules::Reading& last, const rules::MeterLimits& limits)
{
    const auto sides = device_sides(database, meter, device);
    return sides.end_device != 0 && sides.pair.start && sides.pair.start->read_on == last.read_on &&
           !rules::is_complete(sides.pair, limits.device_pair_days());
}

/// Where a device before this one was read, and of this one nothing is released.
std::optional<rules::Reading> waiting_start(Database& database, std::int64_t meter,
                                            std::int64_t device)
{
    const auto sides = device_sides(database, meter, device);
    return sides.end_device == 0 ? std::nullopt : sides.pair.start;
}

/// R7, R8: what other devices of the place say about the days of this one.
void look_around(Database& database, std::int64_t meter, std::int64_t device,
                 const Neighbours& neighbours, rules::MeterPast& past)
{
    if (neighbours.before) {
        if (const auto waits = waits_before(database, meter, device))
            past.released_until =
                std::max(past.released_until, std::optional{waits->plus_days(-1)});
        if (!past.last)
            past.waiting_start = waiting_start(database, meter, device);
    }
    if (!neighbours.behind)
        return;
    const auto later = later_devices(database, meter, device);
    if (!later || !later->released)
        return;
    past.replaced_on = later->released->first;
    if (later->released->last > later->released->first) // it counts already
        past.released_until = std::max(past.released_until, std::optional{later->released->last});
}

} // namespace

rules::MeterPast meter_past(Database& database, const MeterRow& meter, const JudgedReading& judged,
                            const rules::MeterLimits& limits)
{
    const auto before = judged.before.value_or(end_of_days());
    const auto device = judged.device;
    const auto neighbours = neighbours_of(database, device);
    rules::MeterPast past;
    past.kind = meter.kind;
    past.digits = meter.digits;
    past.limits = limits.of(meter.model, meter.kind);
    past.last = last_shown(database, meter.id, device, before);
    past.released_until = released_until(database, meter.id, device, before);
    if (!judged.before)
        look_around(database, meter.id, device, neighbours, past);
    if (!past.last)
        return past;
    past.history = history_until(database, meter.id, past.last->read_on);
    past.is_replaced =
        neighbours.before && lacks_its_pair(database, meter.id, device, *past.last, limits);
    return past;
}

DeviceSides device_sides(Database& database, std::int64_t meter, std::int64_t device)
{
    DeviceSides sides;
    if (const auto before = last_before(database, meter, device)) {
        sides.end_device = before->first;
        sides.pair.end = before->second;
    }
    sides.pair.start = first_of(database, meter, device);
    return sides;
}

std::optional<LaterDevices> later_devices(Database& database, std::int64_t meter,
                                          std::int64_t device)
{
    auto rows = database.query(R"sql(
        SELECT min(a.read_on), min(a.released_on), max(a.released_on)
        FROM (SELECT r.device AS device, r.read_on AS read_on, r.read_on AS released_on
              FROM reading AS r WHERE r.meter = ?1 AND r.state = 'released'
              UNION ALL
              SELECT w.device, w.read_on, NULL FROM reading AS w
              WHERE w.meter = ?1 AND (w.state = 'entered' OR w.state = 'held')) AS a
        JOIN device AS d ON d.id = a.device
        WHERE d.ordinal > (SELECT o.ordinal FROM device AS o WHERE o.id = ?2))sql",
                               meter, device);
    if (!rows.next() || rows.is_null(0))
        return std::nullopt;
    LaterDevices later{rows.date(0), std::nullopt};
    if (!rows.is_null(1))
        later.released = rules::ReadDays{rows.date(1), rows.date(2)};
    return later;
}

} // namespace duesday::store
