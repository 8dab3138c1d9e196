// What is released of meters, for the checks of a book.

#include "store/checks.hpp"

#include <algorithm>
#include <utility>

namespace duesday::store {

namespace {

rules::MeteredLife::Said said_of(const Rows& rows)
{
    return {rows.integer(2),
            {rows.date(3), rows.integer(4)},
            rows.view(5) == "estimate",
            rows.boolean(6),
            rows.boolean(7)};
}

rules::MeteredLife::Billed billed_of(const Rows& rows)
{
    const auto kind = rows.view(1);
    return {rows.date(2), rows.date(3), rows.integer(4), kind == "estimate",
            kind == "true_up" || kind == "correction"};
}

} // namespace

// Two ordered queries side by side; a few new readings lead to all of their meters.

void each_metered_life(
    Database& database, std::int64_t after_reading,
    const std::function<void(const std::string&, const rules::MeteredLife&)>& life)
{
    auto readings = database.query(R"sql(
        SELECT r.meter, (SELECT t.meter FROM meter AS t WHERE t.id = r.meter), d.ordinal,
               r.read_on, r.value, r.source,
               CASE WHEN c.id IS NULL THEN 0 ELSE 1 END,
               CASE WHEN EXISTS (SELECT 1 FROM release_finding AS f
                                 WHERE f.reading = r.id AND f.forced_by <> '') THEN 1 ELSE 0 END
        FROM reading AS r
        JOIN device AS d ON d.id = r.device
        LEFT JOIN reading AS c ON c.corrects = r.id
        WHERE r.state = 'released'
          AND r.meter IN (SELECT n.meter FROM reading AS n WHERE n.id > ?1)
        ORDER BY r.meter, r.read_on, r.id)sql",
                                   after_reading);
    auto volumes = database.query(R"sql(
        SELECT meter, kind, from_on, to_on, volume
        FROM meter_volume
        WHERE meter IN (SELECT n.meter FROM reading AS n WHERE n.id > ?1)
        ORDER BY meter, to_on, reading, kind)sql",
                                  after_reading);
    bool has_reading = readings.next();
    bool has_volume = volumes.next();
    while (has_reading) {
        const auto meter = readings.integer(0);
        const auto key = readings.text(1);
        rules::MeteredLife one;
        for (; has_reading && readings.integer(0) == meter; has_reading = readings.next())
            one.readings.push_back(said_of(readings));
        // By SQL it would sort all readings of the book.
        std::stable_sort(one.readings.begin(), one.readings.end(),
                         [](const auto& a, const auto& b) {
                             return std::pair{a.reading.read_on, a.device} <
                                    std::pair{b.reading.read_on, b.device};
                         });
        while (has_volume && volumes.integer(0) < meter)
            has_volume = volumes.next(); // of a reading that is not released: told by another check
        for (; has_volume && volumes.integer(0) == meter; has_volume = volumes.next())
            one.volumes.push_back(billed_of(volumes));
        life(key, one);
    }
}

} // namespace duesday::store
