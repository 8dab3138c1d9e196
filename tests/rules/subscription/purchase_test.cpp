#include "rules/subscription/purchase.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace duesday;
using namespace duesday::rules;
using Refusal = PurchaseRefusal;

namespace {

const Date today{2026, 6, 15};

/// A purchase that nothing speaks against.
PurchaseFacts good_purchase()
{
    PurchaseFacts facts;
    facts.actor = {"si@example.org", true, AccountState::ready, {}, "2030-12"};
    facts.installation = {"I-7", "3.10.0", true, 1, true};
    facts.reference = "TSF16101";
    facts.service = "atmos";
    return facts;
}

} // namespace

TEST_CASE("SUB-001: PROSOFT versions are compared part by part as numbers")
{
    struct Row {
        std::string_view a;
        std::string_view b;
        std::optional<int> order;
    };
    const Row rows[] = {
        {"3.7.3", "3.7.3", 0},
        {"3.7.3.0", "3.7.3", 0},
        {"3.7.3.12", "3.7.3", 1},
        {"3.10.0", "3.7.3", 1},
        {"4", "3.7.3", 1},
        {"3.7.2", "3.7.3", -1},
        {"3.7.2.99", "3.7.3", -1},
        {"3.7", "3.7.3", -1},
        {"2.99.99", "3.7.3", -1},
        {"03.07.03", "3.7.3", 0},
        // No version at all: unknown, not old.
        {"", "3.7.3", std::nullopt},
        {"3.7.", "3.7.3", std::nullopt},
        {".3.7", "3.7.3", std::nullopt},
        {"3.7.x", "3.7.3", std::nullopt},
        {"v3.7.3", "3.7.3", std::nullopt},
        {"3.7.3 ", "3.7.3", std::nullopt},
        {"3.-7", "3.7.3", std::nullopt},
        {"3.99999999999999999999", "3.7.3", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.a);
        CHECK(compare_versions(row.a, row.b) == row.order);
        const auto turned = compare_versions(row.b, row.a);
        CHECK(turned.has_value() == row.order.has_value());
        if (turned && row.order)
            CHECK(*turned == -*row.order);
    }
}

TEST_CASE("SUB-007 SUB-040 SUB-042 SUB-048: what a purchase is refused for")
{
    struct Row {
        const char* what;
        std::function<void(PurchaseFacts&)> change;
        Refusal expected;
        std::string_view rule; ///< that the text names
    };
    using F = PurchaseFacts;
    const Row rows[] = {
        {"all in order", [](F&) {}, Refusal::none, ""},
        // SUB-018, SUB-019: the platform alone sells.
        {"distributor", [](F& f) { f.channel = Channel::distributor; },
         Refusal::channel_not_offered, "SUB-019"},
        {"purchase order", [](F& f) { f.channel = Channel::purchase_order; },
         Refusal::channel_not_offered, "SUB-019"},
        // The person.
        {"no role", [](F& f) { f.actor.has_role = false; }, Refusal::no_role, "SUB-007"},
        {"incomplete",
         [](F& f) {
             f.actor.account = AccountState::incomplete;
             f.actor.missing = {"vat_number", "card"};
         },
         Refusal::account_incomplete, "SUB-042"},
        {"testing", [](F& f) { f.actor.account = AccountState::card_testing; },
         Refusal::card_testing, "SUB-049"},
        {"card expired", [](F& f) { f.actor.card_expires = "2026-05"; }, Refusal::card_expired,
         "SUB-048"},
        {"card's last month", [](F& f) { f.actor.card_expires = "2026-06"; }, Refusal::none, ""},
        // SUB-021: the installation's central units.
        {"no unit", [](F& f) { f.installation.central_units = 0; }, Refusal::no_central_unit,
         "SUB-021"},
        {"ten units", [](F& f) { f.installation.central_units = 10; }, Refusal::none, ""},
        {"eleven units", [](F& f) { f.installation.central_units = 11; }, Refusal::too_many_units,
         "SUB-021"},
        // SUB-001: its version.
        {"no version", [](F& f) { f.installation.prosoft_version.reset(); },
         Refusal::version_unknown, "SUB-001"},
        {"empty version", [](F& f) { f.installation.prosoft_version = ""; },
         Refusal::version_unknown, "SUB-001"},
        {"old version", [](F& f) { f.installation.prosoft_version = "3.7.2"; },
         Refusal::version_too_old, "SUB-001"},
        {"just enough", [](F& f) { f.installation.prosoft_version = "3.7.3"; }, Refusal::none, ""},
        // SUB-004, SUB-033.
        {"not connected", [](F& f) { f.installation.cloud_connected = false; },
         Refusal::not_cloud_connected, "SUB-004"},
        {"not sent", [](F& f) { f.installation.nbt_sent = false; }, Refusal::nbt_not_sent,
         "SUB-033"},
        {"not sent, not needed",
         [](F& f) {
             f.installation.nbt_sent = false;
             f.reference = "TSF16100";
             f.service = "remote-services";
         },
         Refusal::none, ""},
        // SUB-023: one subscription covers the whole installation.
        {"taken", [](F& f) { f.slot_taken_by = "S-12"; }, Refusal::already_subscribed, "SUB-023"},
        {"being paid",
         [](F& f) {
             f.slot_taken_by = "S-12";
             f.slot_payment_open = true;
         },
         Refusal::payment_being_checked, "D25"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto facts = good_purchase();
        row.change(facts);
        const auto refusal = decide_purchase(facts, today);
        CHECK(std::string{code_of(refusal)} == code_of(row.expected));
        const auto text = explain(refusal, facts);
        CAPTURE(text);
        CHECK(text.empty() == (row.expected == Refusal::none));
        CHECK(text.find(row.rule) != std::string::npos);
    }
}

TEST_CASE("SUB-048: of several reasons the first in the documented order is given")
{
    // From nothing in order, mend one thing after the other.
    PurchaseFacts facts;
    facts.channel = Channel::distributor;
    facts.reference = "TSF16101";
    facts.service = "atmos";
    facts.installation.installation = "I-7";
    facts.slot_taken_by = "S-12";
    facts.slot_payment_open = true;

    struct Row {
        Refusal expected;
        std::function<void(PurchaseFacts&)> mend;
    };
    using F = PurchaseFacts;
    const Row rows[] = {
        {Refusal::channel_not_offered, [](F& f) { f.channel = Channel::platform; }},
        {Refusal::no_role, [](F& f) { f.actor.has_role = true; }},
        {Refusal::account_incomplete, [](F& f) { f.actor.account = AccountState::card_testing; }},
        {Refusal::card_testing, [](F& f) { f.actor.account = AccountState::ready; }},
        {Refusal::card_expired, [](F& f) { f.actor.card_expires = "2030-12"; }},
        {Refusal::no_central_unit, [](F& f) { f.installation.central_units = 11; }},
        {Refusal::too_many_units, [](F& f) { f.installation.central_units = 2; }},
        {Refusal::version_unknown, [](F& f) { f.installation.prosoft_version = "3.7"; }},
        {Refusal::version_too_old, [](F& f) { f.installation.prosoft_version = "3.8"; }},
        {Refusal::not_cloud_connected, [](F& f) { f.installation.cloud_connected = true; }},
        {Refusal::nbt_not_sent, [](F& f) { f.installation.nbt_sent = true; }},
        {Refusal::payment_being_checked, [](F& f) { f.slot_payment_open = false; }},
        {Refusal::already_subscribed, [](F& f) { f.slot_taken_by.reset(); }},
        {Refusal::none, [](F&) {}},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.expected));
        CHECK(std::string{code_of(decide_purchase(facts, today))} == code_of(row.expected));
        row.mend(facts);
    }
}

TEST_CASE("SUB-042: the refusal lists exactly what the account lacks")
{
    auto facts = good_purchase();
    facts.actor.account = AccountState::incomplete;
    facts.actor.missing = {"vat_number", "street", "card"};
    CHECK(explain(Refusal::account_incomplete, facts) ==
          "the account of si@example.org lacks vat_number, street, card (SUB-042): complete it "
          "first");
}

TEST_CASE("SUB-019: each closed way of ordering is named")
{
    auto facts = good_purchase();
    facts.channel = Channel::distributor;
    CHECK(explain(Refusal::channel_not_offered, facts) ==
          "subscriptions are not sold by a distributor (SUB-019): buy TSF16101 on the platform");
    facts.channel = Channel::purchase_order;
    CHECK(explain(Refusal::channel_not_offered, facts).find("by purchase order (SUB-019)") !=
          std::string::npos);
}

TEST_CASE("SUB-004: a refusal names installation and rule and what to do")
{
    CHECK(explain(Refusal::not_cloud_connected, good_purchase()) ==
          "installation I-7 is not connected to the cloud (SUB-004): connect it first");
}

TEST_CASE("SUB-052: a basket has one currency and each service once an installation")
{
    const auto eur = Currency::of("EUR");
    const auto usd = Currency::of("USD");
    const BasketLine atmos{"I-7", "TSF16101", "atmos", eur};
    const BasketLine atmos3{"I-7", "TSF16103", "atmos", eur};
    const BasketLine voice{"I-7", "TSF12125", "voice-control", eur};
    const BasketLine elsewhere{"I-8", "TSF16101", "atmos", eur};
    const BasketLine dollars{"I-9", "TSF16101", "atmos", usd};
    struct Row {
        std::vector<BasketLine> lines;
        BasketRefusal expected;
    };
    const Row rows[] = {
        {{atmos}, BasketRefusal::none},
        {{atmos, voice}, BasketRefusal::none},
        // SUB-022, SUB-024: another installation needs its own.
        {{atmos, elsewhere, voice}, BasketRefusal::none},
        {{}, BasketRefusal::empty},
        {{atmos, atmos}, BasketRefusal::duplicate_service},
        {{atmos, voice, atmos3}, BasketRefusal::duplicate_service},
        {{atmos, dollars}, BasketRefusal::mixed_currencies},
        {{atmos, dollars, atmos}, BasketRefusal::duplicate_service},
    };
    for (const auto& row : rows) {
        const auto refusal = check_basket(row.lines);
        CHECK(std::string{code_of(refusal)} == code_of(row.expected));
        CHECK(explain(refusal).empty() == (row.expected == BasketRefusal::none));
    }
}

TEST_CASE("SUB-005: a purchase before the platform is worth a warning")
{
    CHECK(predates_platform(Date{2019, 8, 31}));
    CHECK_FALSE(predates_platform(Date{2019, 9, 1}));
}
