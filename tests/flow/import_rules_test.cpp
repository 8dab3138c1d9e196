// What no JSON Schema can say: one row a case, against a small book.

#include "flow/import_desk.hpp"
#include "support/database.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace duesday;

namespace {

using test::Cells;
using Case = test::ImportCase;

const Date today{2026, 11, 22};

const test::GoodRows good_rows{
    {"customers",
     {{"customer", "N"},
      {"name", "Nova"},
      {"street", "Road 1"},
      {"postcode", "1000"},
      {"city", "Brussels"},
      {"country", "BE"},
      {"email", "n@example.org"}}},
    {"contacts", {{"contact", "K9"}, {"customer", "C1"}, {"name", "Kim"}}},
    {"cards",
     {{"customer", "C1"},
      {"provider", "sandbox"},
      {"provider_customer", "c1"},
      {"mandate", "ok"},
      {"brand", "visa"},
      {"last4", "4242"},
      {"expires", "2030-12"}}},
    {"installations",
     {{"installation", "I9"},
      {"name", "Villa"},
      {"cloud_connected", "yes"},
      {"central_units", "1"}}},
    {"roles", {{"installation", "I1"}, {"customer", "C1"}, {"role", "si"}}},
    {"products",
     {{"reference", "TSF99999"},
      {"service", "rs"},
      {"name", "Remote"},
      {"term_years", "1"},
      {"price", "48.00"},
      {"currency", "EUR"}}},
    {"subscriptions",
     {{"subscription", "S-9"},
      {"installation", "I3"},
      {"reference", "TSF16100"},
      {"purchaser", "C1"},
      {"bought_on", "2025-12-10"},
      {"expires_on", "2026-12-31"},
      {"renewal", "on"}}},
};

/// C1 acts; C2 has the same e-mail and does not; C3 and C4 share one and neither acts. S-1 runs on
/// I1 with a paid renewal of ours, S-2 waits for its payment, S-3 ended, S-4 has an open charge,
/// the renewal of S-5 was switched on here, and it is over, as S-6 is.
constexpr const char* small_firm = R"sql(
    INSERT INTO customer (id, customer, name, street, postcode, city, country, kind, language,
                          email, email_key, acts) VALUES
        (1, 'C1', 'One', 's', 'p', 'c', 'BE', 'person', 'en', 'one@example.org',
         'one@example.org', 1),
        (2, 'C2', 'Two', 's', 'p', 'c', 'BE', 'person', 'en', 'One@example.org',
         'one@example.org', 0),
        (3, 'C3', 'Thr', 's', 'p', 'c', 'BE', 'person', 'en', 'tri@example.org',
         'tri@example.org', 0),
        (4, 'C4', 'Fou', 's', 'p', 'c', 'BE', 'person', 'en', 'tri@example.org',
         'tri@example.org', 0),
        (5, 'C5', 'Fiv', 's', 'p', 'c', 'BE', 'person', 'en', 'fiv@example.org',
         'fiv@example.org', 1);
    INSERT INTO contact (id, contact, customer, name) VALUES (1, 'K1', 1, 'Kim'), (2, 'K2', 1, 'Ko');
    INSERT INTO contract (contract, customer, contact, reporting_by, period_months) VALUES
        ('V1', 1, 2, 'portal', 3);
    INSERT INTO card (id, customer, provider, provider_customer, mandate, brand, last4, expires,
                      registered_on, state, is_current) VALUES
        (1, 1, 'sandbox', 'c1', 'ok', 'visa', '4242', '2030-12', '2026-01-01', 'ready', 1);
    INSERT INTO installation (id, installation, name, cloud_connected, central_units, nbt_sent,
                              priority) VALUES
        (1, 'I1', 'a', 1, 1, 1, 0), (2, 'I2', 'b', 1, 1, 1, 0), (3, 'I3', 'c', 1, 1, 1, 0),
        (4, 'I4', 'd', 1, 1, 1, 0), (5, 'I5', 'e', 1, 1, 1, 0);
    INSERT INTO product (id, reference, service, name, term_years, price, currency,
                         needs_configuration) VALUES
        (1, 'TSF16100', 'rs', 'Remote', 1, 4800, 'EUR', 0),
        (2, 'TSF12125', 'vc', 'Voice', 1, 2400, 'EUR', 1),
        (3, 'TSF16103', 'rs', 'Remote 3', 3, 12000, 'EUR', 0);
    INSERT INTO product_alias (alias, product) VALUES ('TDS16100', 1);
    INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on,
                              starts_on, expires_on, imported_until, renewal, standing, slot,
                              origin, due_on) VALUES
        (1, 'S-1', 1, 'rs', 1, 1, '2025-01-05', '2025-01-05', '2027-01-31', '2026-01-31', 1,
         'running', 0, 'import', '2026-11-30'),
        (2, 'S-2', 2, 'rs', 1, 1, '2026-11-22', '2026-11-22', '2027-11-30', NULL, 1, 'ordered', 0,
         'platform', NULL),
        (3, 'S-3', 2, 'vc', 2, 1, '2024-01-05', '2024-01-05', '2025-01-31', '2025-01-31', 1,
         'lapsed', 3, 'import', NULL),
        (4, 'S-4', 4, 'rs', 1, 1, '2025-12-05', '2025-12-05', '2026-12-31', '2026-12-31', 1,
         'running', 0, 'import', '2026-11-30'),
        (5, 'S-5', 5, 'rs', 1, 1, '2025-10-05', '2025-10-05', '2026-10-31', '2026-10-31', 1,
         'running', 0, 'import', '2026-11-01'),
        (6, 'S-6', 5, 'vc', 2, 1, '2025-10-05', '2025-10-05', '2026-10-31', '2026-10-31', 1,
         'running', 0, 'import', '2026-11-01');
    INSERT INTO charge (id, key, kind, payer, card, group_key, attempt, currency, amount, state,
                        provider, business_date, settled_on) VALUES
        (1, 'k1', 'renewal', 1, 1, '2026-01', 1, 'EUR', 5808, 'paid', 'sandbox', '2025-12-31',
         '2025-12-31'),
        (2, 'k2', 'renewal', 1, 1, '2026-12', 1, 'EUR', 5808, 'unknown', 'sandbox', '2026-11-30',
         NULL);
    INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net, vat_rate,
                             held) VALUES
        (1, 1, 1, 1, '2026-02-01', '2027-01-31', 4800, 2100, 1),
        (2, 4, 1, 1, '2027-01-01', '2027-12-31', 4800, 2100, 1);
    INSERT INTO renewal_switch (subscription, turned_on, acted_on, expires_on) VALUES
        (5, 1, '2026-10-01', '2026-10-31');
)sql";

class SmallFirm : public test::ImportDesk {
public:
    explicit SmallFirm(store::Mode mode = store::Mode::sandbox)
        : ImportDesk{mode, today, std::string{test::writable_subscriptions} + ";" + small_firm}
    {
    }
};

const Case cases[] = {
    // A key stands once in an import; a stored one may be repeated.
    {"customers", {""}, "ok"},
    {"customers", {"", ""}, "duplicate_key"},
    {"customers", {"customer=C3;email=tri@example.org"}, "ok"},
    {"customers",
     {"customer=C3;email=tri@example.org", "customer=C3;email=tri@example.org"},
     "duplicate_key"},
    // Country, then number (SUB-045..048, D21).
    {"customers", {"country=XX"}, "country_unknown"},
    {"customers", {"country=XX;vat_number=BE0403170702"}, "country_unknown"},
    {"customers", {"vat_number=BE0403170701"}, "ok"},
    {"customers", {"vat_number=be 0403.170.701"}, "ok"},
    {"customers", {"vat_number=BE0403170702"}, "vat_check_digits"},
    {"customers", {"vat_number=BE04031707"}, "vat_format"},
    {"customers", {"vat_number=NL123456782B01"}, "vat_country"},
    {"customers", {"country=NL;vat_number=NL123456782B01"}, "ok"},
    {"customers", {"country=US;vat_number=whatever"}, "ok"},
    // Incomplete: loaded, cannot buy (SUB-043).
    {"customers", {"kind=company"}, "vat_missing"},
    {"customers", {"country=IN;kind=company"}, "gst_missing"},
    {"customers", {"country=IN;gst_number=27AAPFU0939F1ZV"}, "ok"},
    {"customers", {"country=IN;gst_number=27AAPFU0939F1ZA"}, "gst_check_digit"},
    {"customers", {"country=IN;gst_number=27AAPFU0939F1"}, "gst_format"},
    {"customers", {"enterprise_number=0403.170.701"}, "ok"},
    {"customers", {"enterprise_number=0403.170.702"}, "enterprise_number"},
    {"customers", {"country=FR;enterprise_number=0403.170.702"}, "ok"},
    // Card numbers anywhere (SUB-061).
    {"customers", {"name=4111 1111 1111 1111"}, "card_number"},
    {"customers", {"street=Road 4111111111111111"}, "card_number"},
    {"customers", {"name=4111 1111 1111 1112"}, "ok"},
    // E-mails (SUB-053): unique among those that act, near ones only said.
    {"customers", {"customer=C1;email=fiv@example.org"}, "email_taken"},
    {"customers", {"customer=C1;email=other@example.org"}, "ok"},
    {"customers", {"email=fiv@example.org"}, "ok"},
    {"customers", {"email=n\u200b@example.org"}, "wrong_email"},
    {"customers", {"invoice_email=n@-example.org"}, "wrong_email"},
    {"customers", {"email=f.iv+shop@example.org"}, "near_duplicate_email"},
    {"customers", {"email=FIV@example.org"}, "near_duplicate_email"},
    // Contacts.
    {"contacts", {""}, "ok"},
    {"contacts", {"customer=C9"}, "unknown_customer"},
    {"contacts", {"", "name=Kay"}, "duplicate_key"},
    {"contacts", {"contact=K1"}, "ok"},
    {"contacts", {"email=k@example-.org"}, "wrong_email"},
    {"contacts", {"name=4111111111111111"}, "card_number"},
    {"contacts", {"contact=K1;customer=C2"}, "ok"},
    {"contacts", {"contact=K2;customer=C2"}, "contact_in_contract"}, // MTR-003
    {"contacts", {"contact=K2;name=Kay"}, "ok"},
    // Cards: the last wins, so a customer may stand twice.
    {"cards", {"", "last4=1111"}, "ok"},
    {"cards", {"customer=C9"}, "unknown_customer"},
    {"cards", {"provider=mollie"}, "sandbox_provider"},
    {"cards", {"mandate=yes"}, "unknown_mandate"},
    {"cards", {"mandate=declined:insufficient_funds"}, "ok"},
    {"cards", {"mandate=declined:"}, "unknown_mandate"},
    {"cards", {"mandate=declined:bad_weather"}, "ok"},
    {"cards", {"mandate=declined:Bad-Weather"}, "unknown_mandate"},
    {"cards", {"mandate=ok-after:3"}, "ok"},
    {"cards", {"mandate=ok-after:x"}, "unknown_mandate"},
    {"cards", {"mandate=pending"}, "ok"},
    {"cards", {"mandate=unknown-failed"}, "ok"},
    {"cards", {"mandate=4111111111111111"}, "card_number"},
    {"cards", {"provider_customer=4111111111111111"}, "card_number"},
    // Installations: versions are numbers part by part (SUB-001); old ones are loaded.
    {"installations", {"prosoft_version=3.10.0"}, "ok"},
    {"installations", {"prosoft_version=3.7.3"}, "ok"},
    {"installations", {"prosoft_version=3.7.3.1"}, "ok"},
    {"installations", {"prosoft_version=3.7.2"}, "prosoft_too_old"},
    {"installations", {"prosoft_version=3.7"}, "prosoft_too_old"},
    {"installations", {"prosoft_version="}, "ok"},
    {"installations", {"", ""}, "duplicate_key"},
    {"installations", {"name=4111111111111111"}, "card_number"},
    // Roles make their customer act.
    {"roles", {""}, "ok"},
    {"roles", {"", ""}, "duplicate_key"},
    {"roles", {"", "role=owner"}, "ok"},
    {"roles", {"installation=I9"}, "unknown_installation"},
    {"roles", {"customer=C9"}, "unknown_customer"},
    {"roles", {"customer=C2"}, "email_taken"},
    {"roles", {"customer=C3"}, "ok"},
    {"roles", {"customer=C3", "customer=C4"}, "email_taken"},
    {"roles", {"customer=4111111111111111"}, "card_number"},
    // Products, in any order (D8), with their aliases (SUB-014).
    {"products", {""}, "ok"},
    {"products", {"", "price=1"}, "duplicate_key"},
    {"products", {"currency=XXQ"}, "unknown_currency"},
    {"products", {"price=48.005"}, "too_many_decimals"},
    {"products", {"price=500.5;currency=JPY"}, "too_many_decimals"},
    {"products", {"price=1.234;currency=KWD"}, "ok"},
    {"products", {"renew_as=TSF00001"}, "unknown_renew_as"},
    {"products", {"renew_as=TSF16100"}, "ok"},
    {"products", {"renew_as=TDS16100"}, "ok"},
    {"products", {"renew_as=TSF00001", "reference=TSF00001"}, "ok"},
    {"products",
     {"renew_as=TSF00001", "reference=TSF00001;currency=XXQ"},
     "unknown_currency unknown_renew_as"},
    {"products", {"renew_as=TSF12125"}, "other_service"},
    {"products", {"aliases=TDS12121 TDS12122"}, "ok"},
    {"products", {"aliases=TDS16100"}, "alias_taken"},
    {"products", {"aliases=TSF12345"}, "wrong_alias"},
    {"products", {"reference=TSF16100;service=other"}, "service_in_use"},
    {"products", {"reference=TSF16103;service=other"}, "ok"},
    {"products", {"name=4111111111111111"}, "card_number"},
    // Subscriptions: what they refer to.
    {"subscriptions", {""}, "ok"},
    {"subscriptions", {"installation=I9"}, "unknown_installation"},
    {"subscriptions", {"reference=TSF99999"}, "unknown_product"},
    {"subscriptions", {"reference=TDS16100"}, "ok"},
    {"subscriptions", {"reference=TDS16120"}, "ok"}, // SUB-014: Voice Control
    {"subscriptions", {"reference=TDS99999"}, "unknown_product"},
    {"subscriptions", {"purchaser=C9"}, "unknown_purchaser"},
    {"subscriptions", {"purchaser=nobody@example.org"}, "unknown_purchaser"},
    {"subscriptions", {"purchaser=ONE@example.org"}, "ok"}, // the one that acts
    {"subscriptions", {"purchaser=tri@example.org"}, "ambiguous_purchaser"},
    {"subscriptions", {"purchaser=C3"}, "ok"},
    {"subscriptions", {"purchaser=C2"}, "email_taken"},
    {"subscriptions", {"subscription=4111111111111111"}, "card_number"},
    // Days.
    {"subscriptions", {"expires_on=2027-02-29"}, "no_such_day"},
    {"subscriptions", {"expires_on=2028-02-29"}, "ok"},
    {"subscriptions", {"expires_on=2999-12-31"}, "ok"},
    {"subscriptions", {"expires_on=3000-01-01"}, "day_too_far"},
    {"subscriptions", {"expires_on=9999-12-31"}, "day_too_far"},
    {"subscriptions", {"expires_on=2025-12-09"}, "days_out_of_order"},
    {"subscriptions", {"starts_on=2025-12-09"}, "days_out_of_order"},
    {"subscriptions", {"starts_on=2026-01-01"}, "ok"},
    {"subscriptions", {"notified_for=2026-12-31"}, "ok"},
    {"subscriptions", {"notified_for=2027-01-01"}, "notified_too_far"},
    {"subscriptions", {"bought_on=2019-08-31"}, "predates_platform"},
    {"subscriptions", {"bought_on=2019-09-01"}, "ok"},
    // Where it was bought (SUB-018, SUB-019).
    {"subscriptions", {"origin=import"}, "ok"},
    {"subscriptions", {"origin=platform"}, "ok"},
    {"subscriptions", {"origin=distributor"}, "channel_not_offered"},
    {"subscriptions", {"origin=purchase_order"}, "channel_not_offered"},
    {"subscriptions", {"origin=elsewhere"}, "unknown_origin"},
    // One live subscription per installation and service (SUB-023, 024); past ones have no place.
    {"subscriptions", {"installation=I1"}, "already_subscribed"},
    {"subscriptions", {"installation=I1;expires_on=2026-01-31"}, "ok"},
    {"subscriptions", {"installation=I1;reference=TSF12125"}, "ok"},
    {"subscriptions", {"installation=I2"}, "already_subscribed"}, // ordered, not paid yet
    {"subscriptions", {"installation=I5"}, "already_subscribed"}, // over, and renew did not run
    {"subscriptions", {"", "subscription=S-10"}, "already_subscribed"},
    {"subscriptions", {"", "subscription=S-10;installation=I1;reference=TSF12125"}, "ok"},
    {"subscriptions", {"", "expires_on=2027-12-31"}, "duplicate_key"},
    // What an import may change of a subscription, and what not.
    {"subscriptions",
     {"subscription=S-1;installation=I1;bought_on=2025-01-05;expires_on=2026-01-31"},
     "ok"}, // repeats what it said before the renewal
    {"subscriptions",
     {"subscription=S-1;installation=I1;bought_on=2025-01-05;expires_on=2027-01-31;renewal=off"},
     "ok"},
    {"subscriptions",
     {"subscription=S-1;installation=I1;bought_on=2025-01-05;expires_on=2028-01-31"},
     "period_charged"},
    {"subscriptions",
     {"subscription=S-1;installation=I1;bought_on=2025-01-06;expires_on=2027-01-31"},
     "period_charged"},
    {"subscriptions",
     {"subscription=S-1;installation=I3;bought_on=2025-01-05;expires_on=2027-01-31"},
     "installation_fixed"},
    {"subscriptions",
     {"subscription=S-1;installation=I1;bought_on=2025-01-05;expires_on=2027-01-31;"
      "reference=TSF12125"},
     "service_fixed"},
    {"subscriptions",
     {"subscription=S-2;installation=I2;bought_on=2026-11-22;expires_on=2027-11-30"},
     "not_imported"},
    {"subscriptions",
     {"subscription=S-3;installation=I2;reference=TSF12125;bought_on=2024-01-05;"
      "expires_on=2027-01-31"},
     "ok"}, // an end that was wrong
    {"subscriptions",
     {"subscription=S-4;installation=I4;bought_on=2025-12-05;purchaser=C5"},
     "payment_open"},
    {"subscriptions",
     {"subscription=S-4;installation=I4;bought_on=2025-12-05;renewal=off"},
     "ok"}, // a wish is kept while the payment is open (M2)
    {"subscriptions",
     {"subscription=S-5;installation=I5;bought_on=2025-10-05;expires_on=2026-10-31"},
     "ok"},
    {"subscriptions",
     {"subscription=S-5;installation=I5;bought_on=2025-10-05;expires_on=2026-10-31;renewal=off;"
      "purchaser=C5"},
     "switched_here switched_here"},
    {"subscriptions",
     {"subscription=S-6;installation=I5;reference=TSF12125;bought_on=2025-10-05;"
      "expires_on=2026-10-31;renewal=off;purchaser=C5"},
     "ended_already ended_already"},
    {"subscriptions",
     {"subscription=S-6;installation=I5;reference=TSF12125;bought_on=2025-10-05;"
      "expires_on=2027-10-31;renewal=off;purchaser=C5"},
     "ok"}, // it never ended
    {"subscriptions",
     {"subscription=S-3;installation=I2;reference=TSF12125;bought_on=2024-01-05;"
      "expires_on=2025-01-31;renewal=off"},
     "ok"}, // its end is recorded, and stays as it was
};

} // namespace

TEST_CASE("SUB-001 to SUB-061: rows are held against the book by rule")
{
    SmallFirm firm;
    test::check_cases(firm, good_rows, cases);
    CHECK(std::size(cases) >= 60);
}

TEST_CASE("a live book takes no sandbox card and asks its provider about the mandate")
{
    SmallFirm firm{store::Mode::live};
    CHECK(firm.take("cards", {test::row_of(good_rows, "cards", "")}) == "live_provider");
    CHECK(firm.take("cards", {test::row_of(good_rows, "cards",
                                           "provider=mollie;mandate=mdt_h3gAaD5zP7")}) == "ok");
}

TEST_CASE("every rule of the schemas has a case and every reason stands in its schema")
{
    // A live book's is tried above; contracts and what is read have their own tests.
    test::check_rules_have_cases(good_rows, cases, {{"cards", "live_provider"}});
    CHECK(good_rows.size() + test::kinds_of_metering.size() == intake::kinds().size());
}

TEST_CASE("an import that multiplies the book leaves every index as the schema has it")
{
    SmallFirm firm;
    auto& database = firm.book().database();
    const auto indexes = [&] {
        std::string found;
        auto rows = database.query("SELECT sql FROM sqlite_master WHERE type = 'index' AND "
                                   "tbl_name LIKE 'subscription%' AND sql IS NOT NULL "
                                   "ORDER BY name");
        while (rows.next())
            found += rows.text(0) + "\n";
        return found;
    };
    const auto before = indexes();
    store::Write write{firm.book(), {{}, {}, today, "tester", "tester", "import-data", 1}};
    const intake::Schema schema{intake::schema_text("subscriptions")};
    const runtime::Config config;
    const flow::ImportScope scope{write, schema, config, store::Mode::sandbox, today, {}};
    const auto loader = flow::make_kind_import(scope);
    intake::Row row;
    row.cells.resize(schema.columns().size());
    std::int64_t added = 0;
    // Rows that are over have no place of their own, so one installation takes them all.
    for (auto [column, text] : test::row_of(good_rows, "subscriptions", "expires_on=2026-01-31"))
        row.cells[schema.find(column).value()] = {intake::Cell::Form::text, text};
    for (int n = 0; n < 20'100; ++n) {
        row.cells[0].text = "N" + std::to_string(n);
        added += loader->take(row, {}, row.problems) == flow::Loaded::added ? 1 : 0;
    }
    CHECK(added == 20'100);
    CHECK(indexes() != before);
    loader->finish({});
    CHECK(indexes() == before);
    CHECK(database.integrity_problem().empty());
}
