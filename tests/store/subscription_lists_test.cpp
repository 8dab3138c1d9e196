#include "store/customers.hpp"
#include "store/products.hpp"
#include "store/subscription_findings.hpp"
#include "store/subscription_lists.hpp"
#include "store/subscriptions.hpp"
#include "support/firm.hpp"

#include <doctest/doctest.h>

using namespace duesday;

namespace {

constexpr const char* five = R"(
    INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on,
                              starts_on, expires_on, renewal, standing, slot, origin)
    VALUES (1, 'B', 1, 'atmos', 1, 1, '2025-06-01', '2025-06-01', '2026-06-30', 1, 'running', 0,
            'platform'),
           (2, 'A', 1, 'remote_services', 2, 2, '2025-06-01', '2025-06-01', '2026-05-31', 0,
            'running', 0, 'platform'),
           (3, 'D', 2, 'atmos', 1, 1, '2024-06-01', '2024-06-01', '2025-06-30', 1, 'lapsed', 3,
            'import'),
           (4, 'C', 2, 'atmos', 1, 1, '2026-06-01', '2026-06-01', '2027-06-30', 1, 'ordered', 0,
            'platform'),
           (5, 'E', 2, 'atmos', 1, 1, '2026-06-01', '2026-06-01', '2027-06-30', 1, 'void', 5,
            'platform');
    INSERT INTO charge (id, key, kind, payer, card, group_key, attempt, currency, amount, state,
                        provider, business_date)
    VALUES (1, 'k', 'purchase', 1, 1, 'C', 1, 'EUR', 6050, 'unknown', 'sandbox', '2026-06-01');
    INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net, vat_rate,
                             held)
    VALUES (1, 4, 1, 1, '2026-06-01', '2027-06-30', 5000, 2100, 1);)";

std::string numbers(store::Database& database, const store::SubscriptionFilter& filter)
{
    std::string listed;
    store::each_subscription(database, filter, [&](const auto& row) { listed += row.number; });
    return listed;
}

} // namespace

TEST_CASE("subscriptions are listed by number and void ones never")
{
    test::Firm firm;
    firm.change(five);
    const struct {
        std::optional<std::int64_t> installation, purchaser;
        std::optional<Date> expiring_by;
        const char* expected;
    } rows[] = {
        {{}, {}, {}, "ABCD"},
        {1, {}, {}, "AB"},
        {2, {}, {}, "CD"},
        {{}, 1, {}, "BCD"},
        {2, 2, {}, ""},
        {1, 2, {}, "A"},
        // The day itself counts.
        {{}, {}, Date{2026, 5, 31}, "AD"},
        {{}, {}, Date{2026, 5, 30}, "D"},
        {{}, 1, Date{2026, 6, 30}, "BD"},
        {1, {}, Date{2026, 5, 31}, "A"},
    };
    for (const auto& row : rows)
        CHECK(numbers(firm.database(), {row.installation, row.purchaser, row.expiring_by}) ==
              row.expected);
}

TEST_CASE("a place is held by what is not over")
{
    test::Firm firm;
    firm.change(five);
    const auto holder = store::slot_holder(firm.database(), 2, "atmos");
    REQUIRE(holder);
    CHECK(holder->number == "C");
    CHECK(holder->payment_open);
    CHECK_FALSE(store::slot_holder(firm.database(), 2, "voice_control"));
    CHECK(store::find_listed(firm.database(), "E")->standing == rules::Standing::void_);
    CHECK_FALSE(store::find_listed(firm.database(), "Z"));
}

TEST_CASE("SUB-122: an installation with several purchasers is found")
{
    test::Firm firm;
    firm.change(five);
    std::vector<store::SharedInstallation> found;
    const Date today{2026, 5, 31}; // A's last day
    const auto keep = [&](const auto& shared) { found.push_back(shared); };
    store::each_shared_installation(firm.database(), {}, today, keep);
    REQUIRE(found.size() == 1);
    CHECK(found[0].installation == "I1");
    CHECK(found[0].purchasers == std::vector<std::string>{"si1@example.org", "si2@example.org"});
    store::each_shared_installation(firm.database(), {2, {}, {}}, today, keep);
    store::each_shared_installation(firm.database(), {{}, 3, {}}, today, keep);
    CHECK(found.size() == 1);
    store::each_shared_installation(firm.database(), {{}, 2, {}}, today, keep);
    CHECK(found.size() == 2);
    // D17: whether or not its end is recorded.
    store::each_shared_installation(firm.database(), {}, today.plus_days(1), keep);
    CHECK(found.size() == 2);
    // D18: it goes on while its payment is open.
    firm.change(R"(
        INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net,
                                 vat_rate, held)
        VALUES (1, 2, 2, 1, '2026-06-01', '2027-05-31', 5000, 2100, 1))");
    store::each_shared_installation(firm.database(), {}, today.plus_days(1), keep);
    REQUIRE(found.size() == 3);
    CHECK(found[2].purchasers == found[0].purchasers);
}

TEST_CASE("SUB-103: a payer with two renewal invoices for a month is found with the reason")
{
    test::Firm firm;
    firm.change(R"(
        INSERT INTO party (id, digest, name, street, postcode, city, country, email, vat_number,
                           enterprise_number, gst_number, is_demonstration, iban, contact,
                           phone, tax_registration)
        VALUES (1, 'd', 'n', 's', 'p', 'c', 'BE', 'e', '', '', '', 0, '', '', '', '');
        INSERT INTO invoice (number, kind, series, year, sequence, customer, seller, buyer,
                             language, issued_on, due_on, currency, net, vat, total, vat_treatment,
                             paid_with, month, reason)
        VALUES ('2026-1', 'invoice', '', '2026', 1, 1, 1, 1, 'en', '2026-05-30', '2026-05-30',
                'EUR', 1, 0, 1, 'domestic', '', '2026-06', ''),
               ('2026-2', 'invoice', '', '2026', 2, 1, 1, 1, 'en', '2026-05-31', '2026-05-31',
                'EUR', 1, 0, 1, 'domestic', '', '2026-06', 'legacy_expiry'),
               ('2026-3', 'invoice', '', '2026', 3, 1, 1, 1, 'en', '2026-05-31', '2026-05-31',
                'USD', 1, 0, 1, 'domestic', '', '2026-06', ''),
               ('2026-4', 'invoice', '', '2026', 4, 2, 1, 1, 'en', '2026-05-31', '2026-05-31',
                'EUR', 1, 0, 1, 'domestic', '', '', ''),
               ('2026-5', 'invoice', '', '2026', 5, 2, 1, 1, 'en', '2026-05-31', '2026-05-31',
                'EUR', 1, 0, 1, 'domestic', '', '', '');)");
    std::vector<store::CrowdedMonth> found;
    store::each_crowded_month(firm.database(), {},
                              [&](const auto& crowded) { found.push_back(crowded); });
    REQUIRE(found.size() == 1);
    CHECK(found[0].purchaser == "si1@example.org");
    CHECK(found[0].month == "2026-06");
    CHECK(found[0].invoices == std::vector<std::string>{"2026-1", "2026-2"});
    CHECK(found[0].reasons == std::vector<std::string>{"legacy_expiry"});
}

TEST_CASE("SUB-014: a product is found by its reference and by a legacy alias")
{
    test::Firm firm;
    CHECK(store::find_product(firm.database(), "TSF12125")->service == "voice_control");
    CHECK(store::find_product(firm.database(), "TDS16120")->reference == "TSF12125");
    CHECK_FALSE(store::find_product(firm.database(), "TSF00000"));
    // D8: what it renews as; itself where the named one is not sold.
    const auto three_years = store::find_product(firm.database(), "TSF16109");
    CHECK(store::renewal_product(firm.database(), *three_years).reference == "TSF16101");
    firm.change("UPDATE product SET renew_as = 'TSF99999' WHERE reference = 'TSF16109'");
    CHECK(store::renewal_product(firm.database(), *store::find_product(firm.database(), "TSF16109"))
              .reference == "TSF16109");
}

TEST_CASE("SUB-053: customers are matched by their e-mail without case and blanks")
{
    test::Firm firm;
    const auto found = store::customers_with_email(firm.database(), " SI1@Example.org ");
    REQUIRE(found.size() == 1);
    CHECK(found[0].customer.key == "C1");
    CHECK(found[0].acts);
    CHECK(store::customers_with_email(firm.database(), "nobody@example.org").empty());
}

TEST_CASE("Payers with something due are told by id or as their subscriptions lie")
{
    test::Firm firm;
    firm.change(R"(
        INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on,
                                  starts_on, expires_on, renewal, standing, slot, origin, due_on)
        VALUES (11, 'A', 1, 'atmos', 1, 2, '2025-06-01', '2025-06-01', '2026-06-30', 1, 'running',
                0, 'platform', '2026-05-30'),
               (12, 'B', 1, 'remote_services', 2, 1, '2025-06-01', '2025-06-01', '2026-05-31', 1,
                'running', 0, 'platform', '2026-04-30'),
               (13, 'C', 2, 'atmos', 1, 2, '2025-06-01', '2025-06-01', '2026-05-31', 1, 'running',
                0, 'platform', '2026-04-30');)");
    using Payers = std::vector<std::int64_t>;
    const struct {
        Date today;
        Payers by_id, as_stored;
    } rows[] = {
        {Date{2026, 4, 29}, {}, {}},
        {Date{2026, 4, 30}, {1, 2}, {1, 2}}, // what is not due yet does not count
        {Date{2026, 5, 30}, {1, 2}, {2, 1}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today.iso());
        CHECK(store::due_payers(firm.database(), row.today) == row.by_id);
        CHECK(store::due_payers_as_stored(firm.database(), row.today) == row.as_stored);
    }
}
