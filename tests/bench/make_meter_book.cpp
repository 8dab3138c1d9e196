// Fills a fresh sandbox book with a firm that reads copiers: contracts of as many customers, each
// with a machine of three meters that were read for a year, all due on 2026-12-31.
//
//   make_meter_book FILE CONTRACTS [entered]
//
// With "entered" all were asked for, and a plausible reading of each meter waits for its release.

#include "plain_sqlite.hpp"

using namespace plain;

namespace {

/// The end of each quarter that was read; the last one is of what was entered.
constexpr const char* quarters =
    "quarter (n, day) AS (VALUES (0, '2025-09-30'), (1, '2025-12-31'), (2, '2026-03-31'), "
    "(3, '2026-06-30'), (4, '2026-09-30'), (5, '2027-01-04'))";

/// What a meter shows at the end of quarter q.n: the total is black and colour together.
constexpr const char* shown = "CASE t.kind WHEN 'black' THEN 50000 + q.n * (3000 + t.machine % 89) "
                              "WHEN 'colour' THEN 9000 + q.n * (700 + t.machine % 13) "
                              "ELSE 59000 + q.n * (3700 + t.machine % 89 + t.machine % 13) END";

void add_places(sqlite3* database, const std::string& contracts)
{
    run_script(database,
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                   contracts +
                   ") INSERT INTO customer (id, customer, name, street, postcode, city, country, "
                   "email, email_key, kind, language, vat_number, acts) "
                   "SELECT i, 'C' || i, 'Office ' || i, 'Street ' || i, '9000', 'Ghent', 'BE', "
                   "'office' || i || '@example.org', 'office' || i || '@example.org', 'company', "
                   "'nl', 'BE0123456749', 0 FROM n");
    run_script(database, "INSERT INTO contact (id, contact, customer, name, email) SELECT id, 'K' "
                         "|| id, id, 'Reader ' || id, 'reader' || id || '@example.org' "
                         "FROM customer");
    run_script(database,
               "INSERT INTO contract (id, contract, customer, contact, reporting_by, "
               "period_months, next_reading_on) SELECT id, 'V' || id, id, id, 'portal', 3, "
               "'2026-12-31' FROM customer");
    run_script(database, "INSERT INTO machine (id, machine, contract, model, location, "
                         "reading_help_url) SELECT id, 'M' || id, id, 'Imago C250', 'Floor 2', "
                         "'https://help.example.org/c250' FROM customer");
    run_script(database, "INSERT INTO device (id, machine, ordinal, serial, noted_on) SELECT id, "
                         "id, 1, 'A' || id, '2025-09-01' FROM customer");
    run_script(database,
               "WITH kind (n, kind) AS (VALUES (1, 'black'), (2, 'colour'), (3, 'total')) INSERT "
               "INTO meter (id, meter, machine, name, digits, contract_relevant, kind) SELECT "
               "3 * m.id - 3 + k.n, 'T' || m.id || '-' || k.n, m.id, k.kind, 7, 1, k.kind "
               "FROM machine AS m CROSS JOIN kind AS k");
}

void add_history(sqlite3* database)
{
    run_script(database,
               std::string{"WITH "} + quarters +
                   " INSERT INTO reading (id, meter, device, read_on, value, source, state, "
                   "origin, entered_on, entered_by, reason, rule, released_on, released_by) "
                   "SELECT 5 * t.id - 4 + q.n, t.id, t.machine, q.day, " +
                   shown +
                   ", 'portal', 'released', 'import', '2026-10-01', 'operator', '', '', "
                   "'2026-10-01', 'operator' FROM meter AS t CROSS JOIN quarter AS q "
                   "WHERE q.n < 5");
    run_script(database, "INSERT INTO meter_volume (meter, reading, kind, from_on, to_on, volume, "
                         "released_on) SELECT r.meter, r.id, 'reading', b.read_on, r.read_on, "
                         "r.value - b.value, '2026-10-01' FROM reading AS r JOIN reading AS b ON "
                         "b.id = r.id - 1 AND b.meter = r.meter");
}

void add_entered(sqlite3* database)
{
    run_script(database, "INSERT INTO portal_right (contact, granted_on) SELECT id, '2026-12-31' "
                         "FROM contact");
    run_script(database, "INSERT INTO reading_request (contract, due_on, period, email_key, "
                         "requested_on, last_letter_on) SELECT k.id, '2026-12-31', '2026-12', "
                         "p.email, '2026-12-31', '2026-12-31' FROM contract AS k JOIN contact AS "
                         "p ON p.id = k.contact");
    run_script(database,
               std::string{"WITH "} + quarters +
                   " INSERT INTO reading (meter, device, read_on, value, source, state, origin, "
                   "entered_on, entered_by, reason, rule) SELECT t.id, t.machine, q.day, " +
                   shown +
                   ", 'portal', 'entered', 'platform', q.day, 'reader' || t.machine || "
                   "'@example.org', '', '' FROM meter AS t JOIN quarter AS q ON q.n = 5 "
                   "ORDER BY t.id");
}

} // namespace

int main(int argc, char** argv)
{
    const bool is_entered = argc == 4 && std::string_view{argv[3]} == "entered";
    if (argc != 3 && !is_entered) {
        std::fprintf(stderr, "usage: make_meter_book FILE CONTRACTS [entered]\n");
        return 64;
    }
    auto* database = open_to_fill(argv[1]);
    const auto indexes =
        put_off_indexes(database, "'reading_released', 'reading_imported', 'contact_address', "
                                  "'contract_due', 'reading_request_open', 'reading_current'");
    add_places(database, std::to_string(std::atoll(argv[2])));
    add_history(database);
    if (is_entered)
        add_entered(database);
    run_script(database, indexes + "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(database);
    return 0;
}
