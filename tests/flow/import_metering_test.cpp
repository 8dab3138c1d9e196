// Contracts, machines, meters and readings: what no JSON Schema can say, against a small book.

#include "flow/import_desk.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace duesday;

namespace {

const Date today{2026, 11, 22};

const test::GoodRows good_rows{
    {"contracts",
     {{"contract", "V9"}, {"customer", "C1"}, {"contact", "K1"}, {"reporting_by", "portal"}}},
    {"machines",
     {{"machine", "M9"}, {"contract", "V1"}, {"model", "Imago C250"}, {"serial", "A9"}}},
    {"meters", {{"meter", "T9"}, {"machine", "M1"}, {"name", "Black"}}},
    {"readings",
     {{"meter", "T1"}, {"read_on", "2026-10-31"}, {"value", "130000"}, {"source", "phone"}}},
};

/// V1 was read here: T1 shows 123456 of M1's second device; V2 was read by an import only. T2 of
/// M1 was never read, T3 of M2 was read before.
constexpr const char* copier_firm = R"sql(
    INSERT INTO customer (id, customer, name, street, postcode, city, country, kind, language,
                          email, email_key, acts) VALUES
        (1, 'C1', 'One', 's', 'p', 'c', 'BE', 'company', 'en', 'one@example.org',
         'one@example.org', 0),
        (2, 'C2', 'Two', 's', 'p', 'c', 'BE', 'company', 'en', 'two@example.org',
         'two@example.org', 0);
    INSERT INTO contact (id, contact, customer, name) VALUES (1, 'K1', 1, 'Kim'), (2, 'K2', 2, 'Ko');
    INSERT INTO contract (id, contract, customer, contact, reporting_by, period_months,
                          next_reading_on, ends_on) VALUES
        (1, 'V1', 1, 1, 'portal', 3, '2026-12-31', NULL),
        (2, 'V2', 2, 2, 'technician', 3, '2026-12-31', '2027-06-30'),
        (3, 'V3', 2, 2, 'technician', 3, NULL, '2026-06-30');
    INSERT INTO machine (id, machine, contract, model) VALUES
        (1, 'M1', 1, 'Imago'), (2, 'M2', 2, 'Imago'), (3, 'M3', 3, 'Imago');
    INSERT INTO device (id, machine, ordinal, serial, noted_on) VALUES
        (1, 1, 1, 'A1', '2026-01-01'), (2, 1, 2, 'B1', '2026-05-01'),
        (3, 2, 1, 'A2', '2026-01-01'), (4, 3, 1, 'A3', '2026-01-01'),
        (5, 3, 2, 'B3', '2026-01-01');
    INSERT INTO meter (id, meter, machine, name, digits, contract_relevant, kind) VALUES
        (1, 'T1', 1, 'Total', 7, 1, 'total'), (2, 'T2', 1, 'Colour', NULL, 1, 'colour'),
        (3, 'T3', 2, 'Total', 6, 1, 'total'), (4, 'T4', 3, 'Total', 6, 1, 'total'),
        (5, 'T5', 3, 'Black', 6, 1, 'black');
    INSERT INTO reading (id, meter, device, read_on, value, source, state, origin, entered_on,
                         entered_by, reason, rule, released_on, released_by) VALUES
        (1, 1, 1, '2026-04-30', 7654321, 'portal', 'released', 'import', '2026-05-01', 'op', '',
         '', '2026-05-01', 'op'),
        (2, 1, 2, '2026-05-01', 3, 'portal', 'released', 'import', '2026-05-01', 'op', '', '',
         '2026-05-01', 'op'),
        (3, 1, 2, '2026-09-30', 123456, 'portal', 'released', 'platform', '2026-10-01', 'op', '',
         '', '2026-10-01', 'op'),
        (4, 3, 3, '2026-09-30', 999950, 'portal', 'released', 'import', '2026-10-01', 'op', '', '',
         '2026-10-01', 'op'),
        (6, 3, 3, '2026-09-30', 999940, 'mail', 'released', 'import', '2026-10-01', 'op',
         'misread', '', '2026-10-01', 'op'),
        (5, 5, 4, '2026-03-31', 500, 'estimate', 'released', 'platform', '2026-04-01', 'op', '',
         '', '2026-04-01', 'op');
)sql";

const test::ImportCase cases[] = {
    // Contracts: whose, who is asked, when.
    {"contracts", {""}, "ok"},
    {"contracts", {"", ""}, "duplicate_key"},
    {"contracts", {"customer=C9"}, "unknown_customer"},
    {"contracts", {"contact=K9"}, "unknown_contact"},
    {"contracts", {"contact=K2"}, "contact_of_another_customer"},
    {"contracts", {"customer=C2;contact=K2"}, "ok"},
    {"contracts", {"contract=V1;customer=C2;contact=K2"}, "ok"},
    {"contracts", {"contract=V1;customer=C2"}, "contact_of_another_customer"},
    {"contracts", {"contract=4111111111111111"}, "card_number"},
    {"contracts", {"next_reading_on=2026-02-30"}, "no_such_day"},
    {"contracts", {"ends_on=9999-12-31"}, "day_too_far"},
    // A day that the book has moved on stays; a later one of the file is taken.
    {"contracts", {"contract=V1;next_reading_on=2026-09-30"}, "next_reading_kept"},
    {"contracts", {"contract=V1;next_reading_on=2026-12-31"}, "ok"},
    {"contracts", {"contract=V1;next_reading_on=2027-01-31"}, "ok"},
    {"contracts", {"contract=V1;next_reading_on="}, "ok"},
    {"contracts", {"contract=V2;customer=C2;contact=K2;next_reading_on=2026-09-30"}, "ok"},
    // Machines; a serial number may look like a card number.
    {"machines", {""}, "ok"},
    {"machines", {"", "serial=B9"}, "duplicate_key"},
    {"machines", {"contract=V9"}, "unknown_contract"},
    {"machines", {"contract=V2;machine=M1"}, "ok"},
    {"machines", {"serial=4111111111111111"}, "ok"},
    {"machines", {"location=Room 4111 1111 1111 1111"}, "card_number"},
    // Meters.
    {"meters", {""}, "ok"},
    {"meters", {"", "name=Colour"}, "duplicate_key"},
    {"meters", {"machine=M9"}, "unknown_machine"},
    {"meters", {"name=4111111111111111"}, "card_number"},
    {"meters", {"meter=T2;machine=M2"}, "ok"}, // never read
    {"meters", {"meter=T1;machine=M2"}, "machine_fixed"},
    {"meters", {"meter=T1;digits=6"}, "ok"}, // the old device had more
    {"meters", {"meter=T1;digits=5"}, "too_few_digits"},
    {"meters", {"meter=T1;digits="}, "ok"},
    // Readings: a key again.
    {"readings", {""}, "ok"},
    {"readings", {"", ""}, "duplicate_key"},
    {"readings", {"", "source=mail"}, "ok"},
    {"readings", {"", "value=130001"}, "duplicate_key"},
    {"readings", {"", "source=mail;value=130001"}, "another_value"},
    {"readings", {"meter=T9"}, "unknown_meter"},
    {"readings", {"meter=T3;read_on=2026-09-30;value=999950;source=portal"}, "ok"}, // stored
    {"readings", {"meter=T3;read_on=2026-09-30;value=999951;source=portal"}, "released_reading"},
    {"readings", {"meter=T3;read_on=2026-09-30;value=999940"}, "ok"},
    {"readings", {"meter=T3;read_on=2026-09-30;value=999950"}, "another_value"}, // corrected
    {"readings", {"meter=T3;read_on=2026-09-30;value=999951"}, "another_value"},
    {"readings", {"meter=T3;read_on=2026-09-29;value=999949"}, "before_released"},
    // Days.
    {"readings", {"read_on=2026-02-30"}, "no_such_day"},
    {"readings", {"read_on=9999-12-31"}, "day_too_far"},
    {"readings", {"read_on=2026-11-22"}, "ok"},
    {"readings", {"read_on=2026-11-23"}, "day_ahead"},
    {"readings", {"meter=T4;read_on=2026-06-30"}, "ok"},
    {"readings", {"meter=T4;read_on=2026-07-01"}, "contract_ended"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;serial=B3;read_on=2026-05-12;value=3",
      "meter=T4;read_on=2026-05-12;source=mail",
      "meter=T4;read_on=2026-05-12;source=device;value=3"},
     "ok"},
    // Values (R1, R2, R3).
    {"readings", {"value=9999999"}, "ok"},
    {"readings", {"value=10000000"}, "too_many_digits"},
    {"readings", {"meter=T2;value=10000000"}, "ok"}, // its digits are not known
    {"readings", {"value=123456"}, "ok"},
    {"readings", {"value=123455"}, "below_last"},
    {"readings", {"meter=T3;value=000120"}, "ok"},
    {"readings", {"meter=T3;value=400000"}, "below_last"},
    {"readings", {"meter=T2;value=7", "meter=T2;read_on=2026-11-01;value=6"}, "below_last"},
    {"readings", {"meter=T2;value=7", "meter=T2;read_on=2026-10-30;value=6"}, "before_released"},
    {"readings", {"meter=T5;read_on=2026-04-30;value=700"}, "after_estimate"},
    // Devices (R8); a serial number may look like a card number, a key not.
    {"readings", {"serial=B1"}, "ok"},
    {"readings", {"serial=A1"}, "earlier_device"},
    {"readings", {"serial= b1 "}, "ok"},
    {"readings", {"serial=4111111111111111"}, "earlier_device"},
    {"readings", {"meter=T2;read_on=2026-03-31;serial=4111111111111111"}, "ok"},
    {"readings", {"meter=T2;serial=4111111111111111"}, "earlier_device"}, // T1 was read on B1 then
    {"readings",
     {"meter=T2;read_on=2026-03-31;serial=X1", "read_on=2026-10-31",
      "meter=T2;read_on=2026-04-01;serial=Y1;value=3",
      "meter=T2;read_on=2026-04-02;serial=x1;value=4"},
     "earlier_device"},
    {"readings", {"meter=4111111111111111"}, "card_number"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;serial=B3;read_on=2026-05-12;value=3"},
     "ok"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;read_on=2026-05-12;value=3"},
     "ok"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;read_on=2026-05-12;value=130001"},
     "duplicate_key"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12",
      "meter=T4;read_on=2026-05-12;value=130001;serial=B3"},
     "ok"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;read_on=2026-05-19;value=3"},
     "ok"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;read_on=2026-05-20;value=3"},
     "device_pair"},
    {"readings",
     {"meter=T4;serial=A3;read_on=2026-05-12", "meter=T4;serial=X3;read_on=2026-05-12;value=3",
      "meter=T4;serial=B3;read_on=2026-05-13;value=1", "meter=T4;serial=X3;read_on=2026-05-14"},
     "earlier_device"},
};

/// Loads one row for good.
void load(store::Book& book, const std::string& kind, std::string_view changes)
{
    store::Write write{book, {{}, {}, today, "tester", "tester", "import-data", 1}};
    test::load_row(write, kind, test::row_of(good_rows, kind, changes));
    write.commit();
}

std::string rows_of(store::Book& book, std::string_view sql)
{
    std::string found;
    auto rows = book.database().query(sql);
    while (rows.next())
        found += rows.text(0) + "\n";
    return found;
}

} // namespace

TEST_CASE("MTR-001 MTR-003: contracts machines and meters are held against the book by rule")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    test::check_cases(firm, good_rows, cases);
}

TEST_CASE("every rule of the schemas of contracts and meters has a case")
{
    test::check_rules_have_cases(good_rows, cases);
    CHECK(good_rows.size() == test::kinds_of_metering.size());
}

TEST_CASE("MTR-026 R8: another serial number is another device; the same one is none")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    load(firm.book(), "machines", "machine=M1;serial=B1;model=Imago");
    const auto devices = [&] {
        return rows_of(firm.book(),
                       "SELECT ordinal || ' ' || serial || ' ' || noted_on FROM device "
                       "WHERE machine = 1 ORDER BY ordinal");
    };
    CHECK(devices() == "1 A1 2026-01-01\n2 B1 2026-05-01\n");
    load(firm.book(), "machines", "machine=M1;serial=C1;model=Imago");
    CHECK(devices() == "1 A1 2026-01-01\n2 B1 2026-05-01\n3 C1 2026-11-22\n");
}

TEST_CASE("MTR-026 R3 R8: imported history counts over a rollover and a change of devices")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    const auto read = [&](const char* day, const char* value, const char* serial) {
        load(firm.book(), "readings",
             std::string{"meter=T4;read_on="} + day + ";value=" + value + ";serial=" + serial);
    };
    read("2025-09-30", "999000", "Z3"); // a device that nobody had named
    read("2025-12-31", "000500", "Z3"); // it began again
    read("2026-01-04", "000600", "Z3"); // its end
    read("2026-01-05", "10", "B3");
    read("2026-03-31", "1010", "");
    CHECK(rows_of(firm.book(), "SELECT from_on || ' ' || to_on || ' ' || volume || ' ' || kind "
                               "FROM meter_volume ORDER BY to_on") ==
          "2025-09-30 2025-12-31 1500 reading\n"
          "2025-12-31 2026-01-04 100 reading\n"
          "2026-01-04 2026-03-31 1000 reading\n");
    CHECK(rows_of(firm.book(), "SELECT ordinal || ' ' || serial FROM device WHERE machine = 3 "
                               "ORDER BY ordinal") == "1 Z3\n2 A3\n3 B3\n");
    CHECK(rows_of(firm.book(),
                  "SELECT DISTINCT state || ' ' || origin || ' ' || released_by || ' ' "
                  "|| released_on FROM reading WHERE meter = 4") ==
          "released import tester 2026-11-22\n");
}

TEST_CASE("MTR-026 R8: a serial number in another spelling is no other device")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    load(firm.book(), "machines", "machine=M1;serial= b1;model=Imago");
    CHECK(rows_of(firm.book(), "SELECT ordinal || ' ' || serial FROM device WHERE machine = 1 "
                               "ORDER BY ordinal") == "1 A1\n2 b1\n");
    CHECK(rows_of(firm.book(), "SELECT before || ' ' || after FROM audit "
                               "WHERE subject = 'machine/M1'") == "serial=B1 serial=b1\n");
    load(firm.book(), "readings", "serial=B1 ");
    load(firm.book(), "readings", "serial=b1"); // the same row again
    CHECK(rows_of(firm.book(), "SELECT device FROM reading WHERE read_on = '2026-10-31'") == "2\n");
}

TEST_CASE("MTR-026 R8: devices stand in the order of their days in whatever order a file has them")
{
    // Of M1 only T2 and T9 show the devices before A1: V, then W.
    const std::vector<std::vector<std::string_view>> meters{
        {"meter=T2;serial=V;read_on=2025-01-31;value=10",
         "meter=T2;serial=V;read_on=2025-06-30;value=90",
         "meter=T2;serial=W;read_on=2025-06-30;value=5"},
        {"meter=T9;serial=W;read_on=2025-06-30;value=7",
         "meter=T9;serial=W;read_on=2025-12-31;value=70",
         "meter=T9;serial=A1;read_on=2026-01-02;value=2"}};
    for (const auto& order : {std::vector{0, 0, 0, 1, 1, 1}, std::vector{1, 1, 1, 0, 0, 0},
                              std::vector{1, 0, 1, 0, 1, 0}, std::vector{1, 1, 0, 0, 0, 1}}) {
        test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
        load(firm.book(), "meters", "");
        std::vector<std::size_t> next(meters.size());
        for (const auto at : order) {
            const auto meter = static_cast<std::size_t>(at);
            load(firm.book(), "readings", meters[meter][next[meter]++]);
        }
        CHECK(rows_of(firm.book(), "SELECT ordinal || ' ' || serial FROM device WHERE machine = 1 "
                                   "ORDER BY ordinal") == "1 V\n2 W\n3 A1\n4 B1\n");
    }
}

TEST_CASE("MTR-026 R8: a device that came back has a stay of its own")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    load(firm.book(), "machines", "machine=M3;serial=A3;model=Imago;contract=V3");
    const auto read = [&](const char* changes) {
        load(firm.book(), "readings", std::string{"meter=T4;"} + changes);
    };
    read("read_on=2025-03-31;value=100;serial=A3");
    read("read_on=2025-04-01;value=5;serial=B3");
    read("read_on=2025-06-30;value=50;serial=B3");
    read("read_on=2025-07-01;value=120;serial=A3");
    read("read_on=2025-09-30;value=220;serial=");
    CHECK(rows_of(firm.book(), "SELECT d.ordinal || ' ' || d.serial || ' ' || r.read_on FROM "
                               "reading AS r JOIN device AS d ON d.id = r.device "
                               "WHERE r.meter = 4 ORDER BY r.read_on") ==
          "1 A3 2025-03-31\n2 B3 2025-04-01\n2 B3 2025-06-30\n3 A3 2025-07-01\n"
          "3 A3 2025-09-30\n");
    CHECK(rows_of(firm.book(), "SELECT sum(volume) FROM meter_volume WHERE meter = 4") == "145\n");
}

TEST_CASE("MTR-015: a meter is relevant to its contract unless the file says no")
{
    test::ImportDesk firm{store::Mode::sandbox, today, copier_firm};
    const auto meter = [&](std::string_view changes) {
        load(firm.book(), "meters", changes);
        return rows_of(firm.book(),
                       "SELECT contract_relevant || ' ' || kind FROM meter WHERE meter = 'T9'");
    };
    CHECK(meter("") == "1 other\n");
    CHECK(meter("contract_relevant=no;kind=black") == "0 black\n");
    CHECK(meter("name=Blank") == "0 black\n"); // columns that the file does not have stay
    CHECK(meter("contract_relevant=;kind=") == "1 other\n");
}
