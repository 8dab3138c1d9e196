#include "store/devices.hpp"

#include <algorithm>

namespace duesday::store {

Devices devices_of(Database& database, std::int64_t machine)
{
    Devices devices;
    auto rows = database.query(R"sql(
        SELECT id, serial, noted_on FROM device WHERE machine = ?1 ORDER BY ordinal)sql",
                               machine);
    while (rows.next()) {
        devices.ids.push_back(rows.integer(0));
        devices.stays.push_back({rows.text(1), rows.date(2), std::nullopt});
    }
    return devices;
}

void find_read_days(Database& database, std::int64_t machine, Devices& devices)
{
    // What waits is found by the words of its index.
    auto rows = database.query(R"sql(
        SELECT a.device, min(a.read_on), max(a.read_on)
        FROM (SELECT r.device AS device, r.read_on AS read_on
              FROM meter AS t JOIN reading AS r ON r.meter = t.id
              WHERE t.machine = ?1 AND r.state = 'released' AND r.source <> 'estimate'
              UNION ALL
              SELECT w.device, w.read_on
              FROM meter AS s JOIN reading AS w ON w.meter = s.id
              WHERE s.machine = ?1 AND (w.state = 'entered' OR w.state = 'held')) AS a
        GROUP BY a.device)sql",
                               machine);
    while (rows.next()) {
        const auto found = std::find(devices.ids.begin(), devices.ids.end(), rows.integer(0));
        if (found != devices.ids.end())
            devices.stays[static_cast<std::size_t>(found - devices.ids.begin())].read =
                rules::ReadDays{rows.date(1), rows.date(2)};
    }
}

void add_device(Write& write, std::int64_t machine, std::string_view serial)
{
    write.database().run(R"sql(
        INSERT INTO device (machine, ordinal, serial, noted_on)
        SELECT ?1, max(ordinal) + 1, ?2, ?3 FROM device WHERE machine = ?1)sql",
                         machine, serial, write.stamp().business_date);
}

std::int64_t add_device_before(Write& write, std::int64_t next, std::string_view serial)
{
    auto& database = write.database();
    const auto machine =
        database.integer(R"sql(SELECT machine FROM device WHERE id = ?1)sql", next);
    const auto ordinal =
        database.integer(R"sql(SELECT ordinal FROM device WHERE id = ?1)sql", next);
    // By way of numbers that nobody has: each one is taken once at any moment.
    database.run(R"sql(
        UPDATE device SET ordinal = -ordinal - 1 WHERE machine = ?1 AND ordinal >= ?2)sql",
                 machine, ordinal);
    database.run(R"sql(
        UPDATE device SET ordinal = -ordinal WHERE machine = ?1 AND ordinal < 0)sql",
                 machine);
    return database.insert(R"sql(
        INSERT INTO device (machine, ordinal, serial, noted_on) VALUES (?1, ?2, ?3, ?4)
        RETURNING id)sql",
                           machine, ordinal, serial, write.stamp().business_date);
}

void respell_serial(Write& write, std::int64_t machine, std::string_view serial)
{
    write.database().run(R"sql(
        UPDATE device SET serial = ?2
        WHERE machine = ?1 AND ordinal = (SELECT max(d.ordinal) FROM device AS d
                                          WHERE d.machine = ?1))sql",
                         machine, serial);
}

} // namespace duesday::store
