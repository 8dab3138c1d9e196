// DESIGN 6: each invariant is proved by a check that fails, and names the row, when it is broken.

#include "flow/book_checks.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

using namespace duesday;

namespace {

/// A subscription imported to the end of 2026 and renewed once, another bought and paid, a third
/// ordered: with the invoices, payments and letters of a sound book.
constexpr const char* sound_book = R"(
INSERT INTO customer (id, customer, name, street, postcode, city, country, email, email_key, kind,
                      language, acts)
VALUES (1, 'C1', 'Firm', 'Street 1', '9000', 'Ghent', 'BE', 'a@b.be', 'a@b.be', 'company', 'en', 1),
       (2, 'C2', 'Idle', 'Street 2', '9000', 'Ghent', 'BE', 'c@d.be', 'c@d.be', 'company', 'en', 0);
INSERT INTO card (id, customer, provider, provider_customer, mandate, brand, last4, expires,
                  registered_on, state, is_current)
VALUES (1, 1, 'sandbox', 'c', 'ok', 'visa', '4242', '2030-12', '2026-01-01', 'ready', 1);
INSERT INTO installation VALUES (1, 'I1', 'Home', 1, '6.0', 1, 0, 0), (2, 'I2', 'Away', 1, '6.0',
  1, 0, 0);
INSERT INTO product VALUES (1, 'TSF16101', 'remote', 'Remote', 1, 10000, 'EUR', 0, NULL),
                           (2, 'TSF12125', 'doorbell', 'Doorbell', 1, 5000, 'EUR', 0, NULL);
INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on, run,
                          starts_on, expires_on, imported_until, renewal, standing, slot, origin,
                            due_on)
VALUES (1, 'S-1', 1, 'remote', 1, 1, '2025-12-10', 1, '2025-12-10', '2027-12-31', '2026-12-31', 1,
        'running', 0, 'import', '2027-10-31'),
       (2, 'S-2', 1, 'doorbell', 2, 1, '2026-11-30', 1, '2026-11-30', '2027-11-30', NULL, 1,
        'running', 0, 'platform', '2027-09-30'),
       (3, 'S-3', 2, 'remote', 1, 1, '2026-12-01', 1, '2026-12-01', '2027-12-31', NULL, 1,
        'ordered', 0, 'platform', NULL),
       (4, 'S-4', 2, 'doorbell', 2, 1, '2020-01-01', 1, '2020-01-01', '2021-01-31', '2021-01-31', 1,
        'lapsed', 4, 'import', NULL);
INSERT INTO charge (id, key, kind, payer, card, group_key, attempt, currency, amount, state,
  provider,
                    business_date, sent_at, settled_on)
VALUES (1, 'K1', 'renewal', 1, 1, '2026-12', 1, 'EUR', 12100, 'paid', 'sandbox', '2026-11-30',
  'x', '2026-11-30'),
       (2, 'K2', 'purchase', 1, 1, 'b1', 1, 'EUR', 6050, 'paid', 'sandbox', '2026-11-30', 'x',
         '2026-11-30'),
       (3, 'K3', 'purchase', 1, 1, 'b2', 1, 'EUR', 12100, 'unknown', 'sandbox', '2026-12-01', 'x',
         NULL),
       (4, 'K4', 'renewal', 1, 1, '2026-11', 1, 'EUR', 12100, 'declined', 'sandbox', '2026-11-29',
         'x', '2026-11-29');
INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net, vat_rate,
  held)
VALUES (1, 1, 1, 1, '2027-01-01', '2027-12-31', 10000, 2100, 1),
       (2, 2, 2, 1, '2026-11-30', '2027-11-30', 5000, 2100, 1),
       (3, 3, 1, 1, '2026-12-01', '2027-12-31', 10000, 2100, 1),
       (4, 1, 1, 1, '2027-01-01', '2027-12-31', 10000, 2100, 0);
INSERT INTO party VALUES (1, 'd', 'P', 'S', '1', 'C', 'BE', 'e', '', '', '', 1, '', '', '', '');
INSERT INTO invoice (id, number, kind, series, year, sequence, customer, seller, buyer, language,
                     issued_on, due_on, currency, net, vat, total, vat_treatment, paid_with,
                       month, reason)
VALUES (1, '2026-000001', 'invoice', '', '2026', 1, 1, 1, 1, 'en', '2026-11-30', '2026-11-30',
  'EUR',
        10000, 2100, 12100, 'domestic', 'visa 4242', '2026-12', ''),
       (2, '2026-000002', 'invoice', '', '2026', 2, 1, 1, 1, 'en', '2026-11-30', '2026-11-30',
         'EUR',
        5000, 1050, 6050, 'domestic', 'visa 4242', '', '');
INSERT INTO invoice_line (invoice, position, subject, place, description, net, vat_rate)
VALUES (1, 1, 'S-1', 'I1', 'x', 10000, 2100), (2, 1, 'S-2', 'I1', 'x', 5000, 2100);
INSERT INTO invoice_vat (invoice, vat_rate, net, vat) VALUES (1, 2100, 10000, 2100), (2, 2100,
  5000, 1050);
INSERT INTO number_series (series, year, last, last_date) VALUES ('', '2026', 2, '2026-11-30');
INSERT INTO payment (id, charge, customer, received_on, currency, amount)
VALUES (1, 1, 1, '2026-11-30', 'EUR', 12100), (2, 2, 1, '2026-11-30', 'EUR', 6050);
INSERT INTO allocation (payment, invoice, amount) VALUES (1, 1, 12100), (2, 2, 6050);
INSERT INTO outbox (channel, repeatable, letter, subject, period, ordinal, addressee, facts,
  created_on,
                    created_at, next_attempt_at)
VALUES ('mail', 1, 'invoice', '2026-000001', '', 1, 'C1', '{}', '2026-11-30', 'x', 'x'),
       ('mail', 1, 'invoice', '2026-000002', '', 1, 'C1', '{}', '2026-11-30', 'x', 'x');
INSERT INTO contact (id, contact, customer, name) VALUES (1, 'P1', 1, 'Ann'), (2, 'P2', 2, 'Bo');
INSERT INTO contract VALUES (1, 'V1', 1, 1, 'portal', 3, '2026-12-31', NULL);
INSERT INTO machine (id, machine, contract, model) VALUES (1, 'M1', 1, 'x'), (2, 'M2', 1, 'x');
INSERT INTO device (id, machine, ordinal, serial, noted_on)
VALUES (1, 1, 1, 'A', '2026-01-01'), (2, 2, 1, 'B', '2026-01-01'), (3, 2, 2, 'C', '2026-01-01');
INSERT INTO meter VALUES (1, 'T1', 1, 'Black', 6, 1, 'black'), (2, 'T2', 2, 'Total', 6, 1, 'total');
INSERT INTO reading (id, meter, device, read_on, value, source, state, origin, entered_on,
                     entered_by, reason, rule, corrects, released_on, released_by)
VALUES (1, 1, 1, '2026-03-31', 999950, 'portal', 'released', 'import', '2026-10-01', 'o', '', '',
        NULL, '2026-10-01', 'o'),
       (2, 1, 1, '2026-06-30', 120, 'portal', 'released', 'import', '2026-10-01', 'o', '', '', NULL,
        '2026-10-01', 'o'),
       (3, 1, 1, '2026-09-30', 90120, 'phone', 'released', 'platform', '2026-10-01', 'o', 'fair',
        'R4', NULL, '2026-10-02', 'o'),
       (4, 2, 2, '2026-05-12', 700, 'device', 'released', 'import', '2026-10-01', 'o', '', '', NULL,
        '2026-10-01', 'o'),
       (5, 2, 3, '2026-05-12', 3, 'device', 'released', 'import', '2026-10-01', 'o', '', '', NULL,
        '2026-10-01', 'o'),
       (6, 2, 3, '2026-06-30', 53, 'portal', 'released', 'platform', '2026-10-01', 'o', '', '', NULL,
        '2026-10-01', 'o'),
       (7, 2, 3, '2026-06-30', 43, 'portal', 'released', 'platform', '2026-10-01', 'o', 'misread',
        '', 6, '2026-10-01', 'o'),
       (8, 2, 3, '2026-09-30', 45, 'portal', 'entered', 'platform', '2026-10-01', 'o', '', '', NULL,
        NULL, NULL);
INSERT INTO meter_volume (meter, reading, kind, from_on, to_on, volume, released_on)
VALUES (1, 2, 'reading', '2026-03-31', '2026-06-30', 170, '2026-10-01'),
       (1, 3, 'reading', '2026-06-30', '2026-09-30', 90000, '2026-10-02'),
       (2, 6, 'reading', '2026-05-12', '2026-06-30', 50, '2026-10-01'),
       (2, 7, 'correction', '2026-05-12', '2026-06-30', -10, '2026-10-01');
INSERT INTO release_finding (reading, run, found_on, found_at, rule, value, suspicion, forced_by,
                             reason)
VALUES (3, 1, '2026-10-01', 'x', 'R4', 90120, 'none', '', ''),
       (3, 2, '2026-10-02', 'x', 'R4', 90120, 'none', 'o', 'a fair');
)";

/// Made once and copied: making a book syncs it many times.
const std::filesystem::path& sound_book_file()
{
    static const test::TempFolder folder;
    static const auto file = [] {
        const auto made = folder / "sound.db";
        auto book = store::Book::create(made, store::Mode::sandbox, Timestamp{});
        for (const char* what : {"one", "two", "three"}) {
            store::Write write{book, {Timestamp{1}, Timestamp{1}, Date{}, "a", "b", "test", 1}};
            write.audit("book", what, "", "");
            write.commit();
        }
        test::execute(test::open_database(made), sound_book);
        return made;
    }();
    return file;
}

struct Fixture {
    Fixture() { std::filesystem::copy_file(sound_book_file(), file); }

    /// Code -> subjects of the offenders.
    std::map<std::string, std::vector<std::string>> failures(flow::CheckDepth depth) const
    {
        auto book = store::Book::open(file);
        std::map<std::string, std::vector<std::string>> found;
        flow::check_book(book, depth, [&](const flow::CheckResult& result) {
            for (const auto& offender : result.first)
                found[std::string{result.code}].push_back(offender.subject);
        });
        return found;
    }

    test::TempFolder folder;
    std::string file = (folder / "book.db").string();
};

} // namespace

TEST_CASE("a sound book passes every check")
{
    const Fixture fixture;
    for (const auto depth : {flow::CheckDepth::quick, flow::CheckDepth::full})
        for (const auto& [code, subjects] : fixture.failures(depth))
            FAIL_CHECK(code << ": " << subjects.front());
}

/// So that what is released can be changed.
const std::string unguarded = "DROP TRIGGER reading_released_no_update; ";

/// As a book looks whose schema was tampered with first: SQLite itself would find the price else.
const std::string without_price_checks =
    "PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON;"
    "UPDATE sqlite_master SET sql = replace(sql, 'CHECK (price >= 0)', '');";

TEST_CASE("DESIGN 6: each broken invariant is found and its row named")
{
    const struct {
        const char* code;
        const char* subject;
        std::string broken_by;
    } rows[] = {
        // 1: periods.
        {"period_once", "subscription/S-1",
         "DROP INDEX charge_line_period; UPDATE charge_line SET held = 1"},
        {"period_held", "charge/K1", "UPDATE charge_line SET held = 0 WHERE charge = 1"},
        {"period_held", "charge/K4",
         "DROP INDEX charge_line_period; UPDATE charge_line SET held = 1 WHERE charge = 4"},
        {"charge_has_lines", "charge/K2", "DELETE FROM charge_line WHERE charge = 2"},
        {"periods_tile", "subscription/S-1",
         "UPDATE charge_line SET starts_on = '2027-01-02' WHERE charge = 1"},
        {"periods_tile", "subscription/S-1",
         "UPDATE subscription SET imported_until = '2027-01-31' WHERE id = 1"},
        {"periods_tile", "subscription/S-1",
         "UPDATE subscription SET expires_on = '2028-12-31' WHERE id = 1"},
        {"periods_tile", "subscription/S-2",
         "UPDATE charge_line SET starts_on = '2026-12-30' WHERE charge = 2"},
        {"periods_tile", "subscription/S-2", "DELETE FROM charge_line WHERE charge = 2"},
        {"ordered_is_open", "subscription/S-3",
         "UPDATE charge SET state = 'void', settled_on = '2026-12-02' WHERE id = 3; UPDATE "
         "charge_line SET held = 0 WHERE "
         "charge = 3"},
        {"place", "subscription/S-2", "UPDATE subscription SET slot = id WHERE id = 2"},
        {"place", "subscription/S-4", "UPDATE subscription SET slot = 0 WHERE id = 4"},
        // 2: payments.
        {"paid_has_payment", "charge/K1",
         "DELETE FROM allocation WHERE payment = 1; DELETE FROM payment WHERE id = 1"},
        {"paid_has_payment", "charge/K1", "UPDATE payment SET amount = 1 WHERE id = 1"},
        {"payment_was_paid", "charge/K1",
         "UPDATE charge SET state = 'pending', settled_on = NULL WHERE id = 1"},
        {"payment_allocated", "charge/K1", "DELETE FROM allocation WHERE payment = 1"},
        {"payment_allocated", "charge/K1",
         "UPDATE allocation SET amount = 12099 WHERE payment = 1"},
        {"payment_allocated", "charge/K2",
         "UPDATE allocation SET amount = 6000 WHERE payment = 2;"
         "INSERT INTO allocation (payment, invoice, amount) VALUES (2, 1, 50)"},
        {"not_overpaid", "invoice/2026-000002",
         "INSERT INTO allocation (payment, invoice, amount) VALUES (1, 2, 1)"},
        {"invoice_letter", "invoice/2026-000002",
         "DELETE FROM outbox WHERE subject = '2026-000002'"},
        {"open_charges", "charge/K3", "UPDATE charge SET sent_at = NULL WHERE id = 3"},
        {"open_charges", "charge/K3", "UPDATE charge SET provider = 'mollie' WHERE id = 3"},
        // 3: one renewal invoice.
        {"one_renewal_invoice", "customer/C1", "UPDATE invoice SET month = '2026-12' WHERE id = 2"},
        // 4: sums and numbers.
        {"invoice_sums", "invoice/2026-000001", "UPDATE invoice SET vat = 2101 WHERE id = 1"},
        {"invoice_sums", "invoice/2026-000001", "UPDATE invoice SET total = 12101 WHERE id = 1"},
        {"invoice_sums", "invoice/2026-000001",
         "UPDATE invoice_line SET net = 9999 WHERE invoice = 1"},
        {"invoice_sums", "invoice/2026-000002",
         "UPDATE invoice_vat SET vat_rate = 600 WHERE invoice = 2"},
        {"invoice_sums", "invoice/2026-000002", "DELETE FROM invoice_line WHERE invoice = 2"},
        {"numbers_gapless", "invoices/2026", "UPDATE invoice SET sequence = 3 WHERE id = 2"},
        {"numbers_gapless", "invoices/2026", "UPDATE number_series SET last = 3"},
        {"numbers_gapless", "invoices/2026", "DELETE FROM number_series"},
        {"numbers_rise", "invoice/2026-000002",
         "UPDATE invoice SET issued_on = '2026-11-29' WHERE id = 2"},
        {"number_of_its_year", "invoice/2026-000001",
         "UPDATE invoice SET issued_on = '2025-11-30' WHERE id = 1"},
        {"payer_paid", "invoice/2026-000001", "UPDATE invoice SET customer = 2 WHERE id = 1"},
        {"payer_paid", "invoice/2026-000002", "UPDATE payment SET customer = 2 WHERE id = 2"},
        {"charge_adds_up", "charge/K1", "UPDATE charge_line SET net = 9999 WHERE charge = 1"},
        {"charge_adds_up", "charge/K3", "UPDATE charge_line SET vat_rate = 0 WHERE charge = 3"},
        {"charge_adds_up", "charge/K4", "UPDATE charge SET amount = 1 WHERE id = 4"},
        {"price_not_negative", "product/TSF16101",
         without_price_checks + "UPDATE product SET price = -1 WHERE id = 1"},
        {"price_not_negative", "subscription/S-1",
         without_price_checks +
             "INSERT INTO announcement (subscription, "
             "expires_on, "
             "purchaser, announced_on, price) VALUES (1, '2027-12-31', 1, '2027-10-31', -1)"},
        {"days_in_order", "subscription/S-4",
         "UPDATE subscription SET starts_on = '2021-02-01' WHERE id = 4"},
        // 5: what is released of meters.
        {"meter_volumes", "meter/T1",
         unguarded + "UPDATE reading SET value = 90119 "
                     "WHERE id = 3"},
        {"meter_volumes", "meter/T1",
         "UPDATE meter_volume SET volume = 171 WHERE meter = 1 AND reading = 2"},
        {"meter_volumes", "meter/T1", "DELETE FROM meter_volume WHERE meter = 1 AND reading = 2"},
        {"meter_volumes", "meter/T2", "DELETE FROM meter_volume WHERE kind = 'correction'"},
        {"meter_volumes", "meter/T2", unguarded + "UPDATE reading SET device = 2 WHERE id = 7"},
        {"reading_place", "meter/T2", unguarded + "UPDATE reading SET device = 1 WHERE id = 5"},
        {"reading_place", "meter/T2",
         "INSERT INTO meter_volume VALUES (2, 8, 'reading', '2026-06-30', '2026-09-30', 2, 'x')"},
        {"reading_place", "meter/T2",
         "UPDATE meter_volume SET reading = 2 WHERE meter = 2 AND reading = 6"},
        {"forced_release", "meter/T1", "UPDATE release_finding SET forced_by = ''"},
        {"forced_release", "meter/T1", "UPDATE release_finding SET reason = ''"},
        {"forced_release", "meter/T1", "DELETE FROM release_finding"}, // R4 stands with the reading
        {"forced_release", "meter/T2", unguarded + "UPDATE reading SET rule = 'R2' WHERE id = 7"},
        {"contract_contact", "contract/V1", "UPDATE contract SET contact = 2"},
        // 8: the chain, the schema and the file.
        {"schema", "trigger/reading_released_no_delete", "DROP TRIGGER reading_released_no_delete"},
        {"schema", "index/charge_line_period", "DROP INDEX charge_line_period"},
        {"schema", "table/dunning_letter", "DROP TABLE dunning_letter"},
        {"schema", "table/product",
         "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, "
         "'CHECK (price >= 0)', '') WHERE name = 'product'"},
        {"schema", "trigger/thief",
         "CREATE TRIGGER thief AFTER INSERT ON charge BEGIN UPDATE charge SET amount = 1; END"},
        {"audit_chain", "audit/2",
         "DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'x' WHERE id = 2"},
        {"audit_chain", "audit/3", "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE id = 2"},
        // Who acts, with what, and when renew looks.
        {"acting_customer", "customer/C1", "UPDATE customer SET acts = 0"},
        {"cards_fit_mode", "customer/C1", "UPDATE book SET mode = 'live'"},
        {"due_days", "subscription/S-1",
         "UPDATE subscription SET due_on = '2027-11-01' WHERE id = 1"},
        {"due_days", "subscription/S-2", "UPDATE subscription SET due_on = NULL WHERE id = 2"},
        {"due_days", "subscription/S-2",
         "UPDATE subscription SET renewal = 0, due_on = '2027-12-02' WHERE id = 2"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.broken_by);
        const Fixture fixture;
        test::execute(
            test::open_database(fixture.file),
            fmt::format("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; {}", row.broken_by));
        for (const auto depth : {flow::CheckDepth::quick, flow::CheckDepth::full}) {
            const auto failures = fixture.failures(depth);
            const auto found = failures.find(row.code);
            REQUIRE_MESSAGE(found != failures.end(), std::string{row.code} << " passes");
            CHECK(found->second.front() == row.subject);
        }
    }
}

TEST_CASE("DESIGN 6: a reference to a row that is not there is found")
{
    const Fixture fixture;
    test::execute(
        test::open_database(fixture.file),
        "PRAGMA foreign_keys = OFF; UPDATE installation_role SET customer = 9;"
        "INSERT INTO installation_role (installation, customer, role) VALUES (1, 9, 'si')");
    const auto failures = fixture.failures(flow::CheckDepth::full);
    CHECK(failures.contains("file"));
}

TEST_CASE("an announced or refused renewal may wait for its own day")
{
    const Fixture fixture;
    const auto database = test::open_database(fixture.file);
    test::execute(database,
                  "UPDATE subscription SET due_on = '2027-11-30' WHERE id = 1;"
                  "INSERT INTO announcement (subscription, expires_on, purchaser, announced_on)"
                  " VALUES (1, '2027-12-31', 1, '2027-10-31')");
    CHECK_FALSE(fixture.failures(flow::CheckDepth::full).contains("due_days"));
    test::execute(database, "UPDATE subscription SET due_on = '2027-12-17' WHERE id = 1");
    CHECK(fixture.failures(flow::CheckDepth::full).contains("due_days"));
    test::execute(
        database,
        "INSERT INTO charge (id, key, kind, payer, card, group_key, attempt, currency, amount, "
        "state,"
        " provider, business_date, settled_on) VALUES (5, 'K5', 'renewal', 1, 1, '2027-12', 1, "
        "'EUR', 12100, 'declined', 'sandbox', '2027-11-30', '2027-11-30');"
        "INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net, "
        "vat_rate,"
        " held) VALUES (5, 1, 1, 1, '2028-01-01', '2028-12-31', 10000, 2100, 0)");
    CHECK_FALSE(fixture.failures(flow::CheckDepth::full).contains("due_days"));
}
