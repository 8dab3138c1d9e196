#include "store/import_metering.hpp"

namespace duesday::store {

std::optional<ContactReference> contact_reference(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT id, customer FROM contact WHERE contact = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return ContactReference{rows.integer(0), rows.integer(1)};
}

std::string contract_of_contact(Database& database, std::int64_t contact)
{
    auto rows = database.query(R"sql(
        SELECT contract FROM contract WHERE contact = ?1 ORDER BY id LIMIT 1)sql",
                               contact);
    return rows.next() ? rows.text(0) : std::string{};
}

std::int64_t last_contract_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM contract)sql");
}

bool add_contract(Write& write, const ImportedContract& row)
{
    return write.database().run(R"sql(
        INSERT INTO contract (contract, customer, contact, reporting_by, period_months,
                              next_reading_on, ends_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING)sql",
                                row.contract, row.customer, row.contact, row.reporting_by,
                                row.period_months, row.next_reading_on, row.ends_on) > 0;
}

std::optional<ImportedContract> imported_contract(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT k.id, k.customer, c.customer, k.contact, p.contact, k.reporting_by,
               k.period_months, k.next_reading_on, k.ends_on
        FROM contract AS k
        JOIN customer AS c ON c.id = k.customer
        JOIN contact AS p ON p.id = k.contact
        WHERE k.contract = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return ImportedContract{rows.integer(0),       std::string{key},
                            rows.integer(1),       rows.text(2),
                            rows.integer(3),       rows.text(4),
                            rows.text(5),          static_cast<int>(rows.integer(6)),
                            rows.optional_date(7), rows.optional_date(8)};
}

void overwrite_contract(Write& write, const ImportedContract& row)
{
    write.database().run(R"sql(
        UPDATE contract
        SET customer = ?2, contact = ?3, reporting_by = ?4, period_months = ?5,
            next_reading_on = ?6, ends_on = ?7
        WHERE id = ?1)sql",
                         row.id, row.customer, row.contact, row.reporting_by, row.period_months,
                         row.next_reading_on, row.ends_on);
}

std::optional<std::int64_t> contract_id(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(SELECT id FROM contract WHERE contract = ?1)sql", key);
    if (!rows.next())
        return std::nullopt;
    return rows.integer(0);
}

bool has_released_reading(Database& database, std::int64_t contract)
{
    auto rows = database.query(R"sql(
        SELECT r.id
        FROM machine AS m
        JOIN meter AS t ON t.machine = m.id
        JOIN reading AS r ON r.meter = t.id
        WHERE m.contract = ?1 AND r.state = 'released' AND r.origin = 'platform' LIMIT 1)sql",
                               contract);
    return rows.next();
}

std::int64_t last_machine_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM machine)sql");
}

bool add_machine(Write& write, const ImportedMachine& row)
{
    auto& database = write.database();
    if (database.run(R"sql(
        INSERT INTO machine (machine, contract, model, location, reading_help_url)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING)sql",
                     row.machine, row.contract, row.model, row.location, row.reading_help_url) == 0)
        return false;
    database.run(R"sql(
        INSERT INTO device (machine, ordinal, serial, noted_on)
        SELECT id, 1, ?2, ?3 FROM machine WHERE machine = ?1)sql",
                 row.machine, row.serial, write.stamp().business_date);
    return true;
}

std::optional<ImportedMachine> imported_machine(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT m.id, m.contract, k.contract, m.model,
               (SELECT d.serial FROM device AS d WHERE d.machine = m.id
                ORDER BY d.ordinal DESC LIMIT 1),
               m.location, m.reading_help_url
        FROM machine AS m JOIN contract AS k ON k.id = m.contract WHERE m.machine = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return ImportedMachine{rows.integer(0),       std::string{key},     rows.integer(1),
                           rows.text(2),          rows.text(3),         rows.text(4),
                           rows.optional_text(5), rows.optional_text(6)};
}

void overwrite_machine(Write& write, const ImportedMachine& row)
{
    write.database().run(R"sql(
        UPDATE machine SET contract = ?2, model = ?3, location = ?4, reading_help_url = ?5
        WHERE id = ?1)sql",
                         row.id, row.contract, row.model, row.location, row.reading_help_url);
}

std::optional<std::int64_t> machine_id(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(SELECT id FROM machine WHERE machine = ?1)sql", key);
    if (!rows.next())
        return std::nullopt;
    return rows.integer(0);
}

std::int64_t last_meter_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM meter)sql");
}

bool add_meter(Write& write, const ImportedMeter& row)
{
    return write.database().run(R"sql(
        INSERT INTO meter (meter, machine, name, digits, contract_relevant, kind)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO NOTHING)sql",
                                row.meter, row.machine, row.name, row.digits, row.contract_relevant,
                                row.kind) > 0;
}

std::optional<ImportedMeter> imported_meter(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT t.id, t.machine, m.machine, t.name, t.digits, t.contract_relevant, t.kind
        FROM meter AS t JOIN machine AS m ON m.id = t.machine WHERE t.meter = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    ImportedMeter meter;
    meter.id = rows.integer(0);
    meter.meter = key;
    meter.machine = rows.integer(1);
    meter.machine_key = rows.text(2);
    meter.name = rows.text(3);
    if (!rows.is_null(4))
        meter.digits = static_cast<int>(rows.integer(4));
    meter.contract_relevant = rows.boolean(5);
    meter.kind = rows.text(6);
    return meter;
}

void overwrite_meter(Write& write, const ImportedMeter& row)
{
    write.database().run(R"sql(
        UPDATE meter
        SET machine = ?2, name = ?3, digits = ?4, contract_relevant = ?5, kind = ?6
        WHERE id = ?1)sql",
                         row.id, row.machine, row.name, row.digits, row.contract_relevant,
                         row.kind);
}

bool is_read(Database& database, std::int64_t meter)
{
    // What was replaced left another one behind.
    auto rows = database.query(R"sql(
        SELECT id FROM reading WHERE meter = ?1 AND state = 'released'
        UNION ALL
        SELECT id FROM reading WHERE meter = ?1 AND (state = 'entered' OR state = 'held')
        UNION ALL
        SELECT id FROM reading WHERE meter = ?1 AND state = 'rejected'
        LIMIT 1)sql",
                               meter);
    return rows.next();
}

std::int64_t highest_value(Database& database, std::int64_t meter)
{
    return database.integer(R"sql(
        SELECT max(r.value)
        FROM (SELECT device, value FROM reading WHERE meter = ?1 AND state = 'released'
              UNION ALL
              SELECT device, value FROM reading
              WHERE meter = ?1 AND (state = 'entered' OR state = 'held')) AS r
        WHERE r.device = (SELECT d.id
                          FROM device AS d JOIN meter AS t ON t.machine = d.machine
                          WHERE t.id = ?1 ORDER BY d.ordinal DESC LIMIT 1))sql",
                            meter);
}

} // namespace duesday::store
