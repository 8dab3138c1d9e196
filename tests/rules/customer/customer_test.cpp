#include "rules/customer/customer.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

using namespace duesday::rules;

namespace {

Customer belgian_company()
{
    Customer customer;
    customer.key = "C-1";
    customer.name = "Domotica Peeters";
    customer.street = "Kerkstraat 12";
    customer.postcode = "9000";
    customer.city = "Gent";
    customer.country = "BE";
    customer.email = "jan@example.org";
    customer.vat_number = "BE0123456749";
    return customer;
}

CardFacts working_card()
{
    return {CardBrand::visa, "4242", "2030-12", CardTest::passed};
}

using Fields = std::vector<std::string>;

} // namespace

TEST_CASE("SUB-041 SUB-042: what a professional account still lacks is listed field by field")
{
    struct Row {
        const char* what;
        std::function<void(Customer&)> change;
        Fields missing;
    };
    const Row rows[] = {
        {"complete", [](Customer&) {}, {}},
        // SUB-044: company name and full address.
        {"no name", [](Customer& c) { c.name = " "; }, {"name"}},
        {"no street", [](Customer& c) { c.street.clear(); }, {"street"}},
        {"no place", [](Customer& c) { c.postcode = c.city = ""; }, {"postcode", "city"}},
        {"no e-mail", [](Customer& c) { c.email.clear(); }, {"email"}},
        // SUB-045, SUB-046, SUB-047: the number, by country.
        {"no VAT number", [](Customer& c) { c.vat_number.reset(); }, {"vat_number"}},
        {"a blank one", [](Customer& c) { c.vat_number = " "; }, {"vat_number"}},
        {"a wrong one", [](Customer& c) { c.vat_number = "BE0123456789"; }, {"vat_number"}},
        {"in India", [](Customer& c) { c.country = "IN"; }, {"gst_number"}},
        {"elsewhere",
         [](Customer& c) {
             c.country = "US";
             c.vat_number.reset();
         },
         {}},
        {"a person",
         [](Customer& c) {
             c.kind = CustomerKind::person;
             c.vat_number.reset();
         },
         {}},
        // SUB-048: the country comes first, then the number, then the rest.
        {"all at once",
         [](Customer& c) {
             c.country = "BE";
             c.vat_number.reset();
             c.name.clear();
         },
         {"vat_number", "name"}},
        {"no country",
         [](Customer& c) {
             c.country.clear();
             c.vat_number.reset();
             c.name.clear();
         },
         {"country", "name"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto customer = belgian_company();
        row.change(customer);
        CHECK(missing_account_fields(customer, working_card()) == row.missing);

        auto without_card = row.missing;
        without_card.emplace_back("card");
        CHECK(missing_account_fields(customer, std::nullopt) == without_card);
    }
}

TEST_CASE("SUB-043 SUB-050: an account is incomplete then tests its card and then is ready")
{
    const auto customer = belgian_company();
    auto card = working_card();
    CHECK(account_state(customer, std::nullopt) == AccountState::incomplete);
    CHECK(account_state(customer, card) == AccountState::ready);

    // SUB-049: a test without a final answer never opens the account, a failed one counts as no
    // card.
    card.test = CardTest::testing;
    CHECK(account_state(customer, card) == AccountState::card_testing);
    card.test = CardTest::failed;
    CHECK(account_state(customer, card) == AccountState::incomplete);
    CHECK(missing_account_fields(customer, card) == Fields{"card"});

    auto incomplete = customer;
    incomplete.city.clear();
    card.test = CardTest::testing;
    CHECK(account_state(incomplete, card) == AccountState::incomplete);
}

TEST_CASE("SUB-126: an owner without a VAT number has an account like any other")
{
    auto owner = belgian_company();
    owner.vat_number.reset();
    owner.kind = default_customer_kind(owner.vat_number);
    CHECK(owner.kind == CustomerKind::person);
    CHECK(account_state(owner, working_card()) == AccountState::ready);
}

TEST_CASE("D21: who has a VAT number is a company unless the file says otherwise")
{
    CHECK(default_customer_kind("BE0123456749") == CustomerKind::company);
    CHECK(default_customer_kind("") == CustomerKind::person);
    CHECK(default_customer_kind(std::nullopt) == CustomerKind::person);
    for (const auto kind : {CustomerKind::company, CustomerKind::person})
        CHECK(parse_customer_kind(code_of(kind)) == kind);
    CHECK_FALSE(parse_customer_kind("Company"));
}

TEST_CASE("SUB-053: addresses that a person may take for one another have one key")
{
    const auto key = near_duplicate_key("jan.peeters@example.org");
    for (const auto* same : {"Jan.Peeters@Example.org", " janpeeters@example.org ",
                             "jan.peeters+teletask@example.org", "j.a.n.peeters@example.org"})
        CHECK_MESSAGE(near_duplicate_key(same) == key, same);
    for (const auto* other :
         {"jan.peeters@example.com", "jan-peeters@example.org", "an.peeters@example.org",
          "jan.peeters@ex.ample.org", "jan.peeters", ""})
        CHECK_MESSAGE(near_duplicate_key(other) != key, other);
    // A plus in the domain is no tag.
    CHECK(near_duplicate_key("a.b@c+d.org") == "ab@c+d.org");
}
