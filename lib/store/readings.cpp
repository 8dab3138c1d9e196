#include "store/readings.hpp"

#include <algorithm>
#include <utility>

namespace duesday::store {

namespace {

ReadingRow reading_of(const Rows& rows)
{
    return {rows.integer(0), rows.integer(1), {rows.date(2), rows.integer(3)},
            rows.text(4),    rows.text(5),    rows.text(6)};
}

std::optional<ReadingRow> first_of(Rows rows)
{
    if (!rows.next())
        return std::nullopt;
    return reading_of(rows);
}

std::vector<ReadingRow> all_of(Rows rows)
{
    std::vector<ReadingRow> found;
    while (rows.next())
        found.push_back(reading_of(rows));
    return found;
}

} // namespace

std::vector<ReadingRow> current_readings(Database& database, std::int64_t meter)
{
    std::vector<std::pair<std::int64_t, ReadingRow>> found;
    auto rows = database.query(R"sql(
        SELECT r.id, r.device, r.read_on, r.value, r.source, r.state, r.rule, d.ordinal
        FROM reading AS r JOIN device AS d ON d.id = r.device
        WHERE r.meter = ?1 AND (r.state = 'entered' OR r.state = 'held'))sql",
                               meter);
    while (rows.next())
        found.emplace_back(rows.integer(7), reading_of(rows));
    // Two at most: SQL would set up a table for it.
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<ReadingRow> current;
    for (auto& [ordinal, row] : found)
        current.push_back(std::move(row));
    return current;
}

std::optional<ReadingRow> current_reading(Database& database, std::int64_t meter,
                                          std::int64_t device)
{
    return first_of(database.query(R"sql(
        SELECT id, device, read_on, value, source, state, rule FROM reading
        WHERE meter = ?1 AND device = ?2 AND (state = 'entered' OR state = 'held'))sql",
                                   meter, device));
}

bool was_rejected(Database& database, std::int64_t meter, std::int64_t device,
                  const rules::Reading& reading)
{
    auto rows = database.query(R"sql(
        SELECT id FROM reading
        WHERE meter = ?1 AND state = 'rejected' AND device = ?2 AND read_on = ?3 AND value = ?4
        LIMIT 1)sql",
                               meter, device, reading.read_on, reading.value);
    return rows.next();
}

std::optional<ReadingRow> open_rejection(Database& database, std::int64_t meter)
{
    auto last = first_of(database.query(R"sql(
        SELECT id, device, read_on, value, source, state, rule FROM reading
        WHERE meter = ?1 AND state = 'rejected' ORDER BY id DESC LIMIT 1)sql",
                                        meter));
    if (!last)
        return std::nullopt;
    const auto since = database.integer(R"sql(
        SELECT (SELECT count(*) FROM reading AS w WHERE w.meter = ?1
                  AND (w.state = 'entered' OR w.state = 'held') AND w.id > ?2)
             + (SELECT count(*) FROM reading AS f
                WHERE f.meter = ?1 AND f.state = 'released' AND f.id > ?2))sql",
                                        meter, last->id);
    return since == 0 ? last : std::nullopt;
}

std::optional<ReadingRow> last_released(Database& database, std::int64_t meter, std::int64_t device)
{
    return first_of(database.query(R"sql(
        SELECT id, device, read_on, value, source, state, rule FROM reading
        WHERE meter = ?1 AND state = 'released' AND device = ?2
        ORDER BY read_on DESC, id DESC LIMIT 1)sql",
                                   meter, device));
}

std::vector<ReadingRow> last_released(Database& database, std::int64_t meter, int most)
{
    return all_of(database.query(R"sql(
        SELECT r.id, r.device, r.read_on, r.value, r.source, r.state, r.rule
        FROM reading AS r JOIN device AS d ON d.id = r.device
        WHERE r.meter = ?1 AND r.state = 'released'
          AND NOT EXISTS (SELECT 1 FROM reading AS n WHERE n.corrects = r.id)
        ORDER BY r.read_on DESC, d.ordinal DESC, r.id DESC LIMIT ?2)sql",
                                 meter, most));
}

std::optional<Date> released_until(Database& database, std::int64_t meter)
{
    auto rows = database.query(R"sql(
        SELECT read_on FROM reading
        WHERE meter = ?1 AND state = 'released' ORDER BY read_on DESC LIMIT 1)sql",
                               meter);
    if (!rows.next())
        return std::nullopt;
    return rows.date(0);
}

std::vector<ReadingRow> released_on(Database& database, std::int64_t meter, Date read_on)
{
    return all_of(database.query(R"sql(
        SELECT r.id, r.device, r.read_on, r.value, r.source, r.state, r.rule
        FROM reading AS r JOIN device AS d ON d.id = r.device
        WHERE r.meter = ?1 AND r.state = 'released' AND r.read_on = ?2
          AND NOT EXISTS (SELECT 1 FROM reading AS n WHERE n.corrects = r.id)
        ORDER BY d.ordinal DESC, r.id DESC)sql",
                                 meter, read_on));
}

std::optional<ReadingRow> next_shown(Database& database, std::int64_t meter, std::int64_t device,
                                     Date after)
{
    return first_of(database.query(R"sql(
        SELECT id, device, read_on, value, source, state, rule FROM reading
        WHERE meter = ?1 AND state = 'released' AND device = ?2 AND read_on > ?3
          AND source <> 'estimate'
        ORDER BY read_on, id DESC LIMIT 1)sql",
                                   meter, device, after));
}

std::int64_t add_reading(Write& write, const NewReading& reading, std::string_view state)
{
    return write.database().insert(R"sql(
        INSERT INTO reading (meter, device, read_on, value, source, state, origin, entered_on,
                             entered_by, reason, rule)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'platform', ?7, ?8, ?9, ?10) RETURNING id)sql",
                                   reading.meter, reading.device, reading.reading.read_on,
                                   reading.reading.value, reading.source, state,
                                   write.stamp().business_date, write.stamp().actor, reading.reason,
                                   reading.rule);
}

void replace_reading(Write& write, std::int64_t id)
{
    write.database().run(R"sql(UPDATE reading SET state = 'replaced' WHERE id = ?1)sql", id);
}

std::int64_t add_counter_reading(Write& write, const NewReading& reading, std::int64_t corrects)
{
    return write.database().insert(R"sql(
        INSERT INTO reading (meter, device, read_on, value, source, state, origin, entered_on,
                             entered_by, reason, rule, corrects, released_on, released_by)
        VALUES (?1, ?2, ?3, ?4, ?5, 'released', 'platform', ?6, ?7, ?8, ?9, ?10, ?6, ?7)
        RETURNING id)sql",
                                   reading.meter, reading.device, reading.reading.read_on,
                                   reading.reading.value, reading.source,
                                   write.stamp().business_date, write.stamp().actor, reading.reason,
                                   reading.rule, corrects);
}

} // namespace duesday::store
