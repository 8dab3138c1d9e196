#include "rules/subscription/reactivation.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;
using Step = ReactivationStep;
using Refusal = ReactivationRefusal;

namespace {

// Expires on 31 December 2026: notice from 31 October, charge from 30 November.
const Date expiry{2026, 12, 31};
const Date renewed{2027, 12, 31};

/// SI2, with a role and a working card, takes over what SI1 switched off.
ReactivationFacts handover()
{
    ReactivationFacts facts;
    facts.subscription = "S-7";
    facts.expires_on = expiry;
    facts.purchase.actor = {"si2@example.org", true, AccountState::ready, {}, "2030-12"};
    facts.purchase.installation = {"I-7", "3.10.0", true, 1, true};
    facts.purchase.reference = "TSF16101";
    facts.purchase.service = "atmos";
    return facts;
}

} // namespace

TEST_CASE("a payment that went back is settled before its renewal is charged")
{
    auto facts = handover();
    facts.same_payer = true;
    facts.reversed = true;
    const struct {
        Date today;
        Step step;
    } rows[] = {
        {Date{2026, 11, 29}, Step::free_of_charge}, // renew waits with the charge
        {Date{2026, 11, 30}, Step::refused},
        {expiry, Step::refused},
        {Date{2027, 1, 1}, Step::buy_again}, // a purchase like any other
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        const auto decision = decide_reactivation(facts, row.today, MonthRule::clamp);
        CHECK(std::string{code_of(decision.step)} == code_of(row.step));
        if (row.step == Step::refused) {
            CHECK(std::string{reason_of(decision)} == "payment_reversed");
            CHECK(explain(decision, facts).find("went back") != std::string::npos);
        }
    }
}

TEST_CASE("SUB-108 SUB-109 SUB-131 SUB-132 SUB-133: what a reactivation costs by the moment")
{
    struct Row { // matrix M3
        Date today;
        Step step;
        Date expires_on;
        bool kept_when_declined;
    };
    const Row rows[] = {
        // The running period is paid: 0.00, the renewal comes at its time.
        {Date{2026, 3, 1}, Step::free_of_charge, expiry, false},
        {Date{2026, 11, 29}, Step::free_of_charge, expiry, false},
        // Past the charge day: the renewal is charged at once, and dunned where it fails.
        {Date{2026, 11, 30}, Step::charge_renewal, renewed, true},
        {Date{2026, 12, 30}, Step::charge_renewal, renewed, true},
        // SUB-108: on the last day, seamless.
        {Date{2026, 12, 31}, Step::charge_renewal, renewed, false},
        // SUB-109: after it full price, the gap neither billed nor served.
        {Date{2027, 1, 1}, Step::buy_again, Date{2028, 1, 31}, false},
        {Date{2027, 6, 15}, Step::buy_again, Date{2028, 6, 30}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        const auto decision = decide_reactivation(handover(), row.today, MonthRule::clamp);
        CHECK(std::string{code_of(decision.step)} == code_of(row.step));
        CHECK(decision.expires_on == row.expires_on);
        CHECK(decision.kept_when_declined == row.kept_when_declined);
        CHECK(decision.refusal == Refusal::none);
        // The present payer pays the same, in the same steps.
        auto own = handover();
        own.same_payer = true;
        CHECK(decide_reactivation(own, row.today, MonthRule::clamp) == decision);
    }
}

TEST_CASE("F13: a lost payment of the actor's own is taken after the last day too")
{
    auto facts = handover();
    facts.own_payment_waits = true;
    const Date after{2027, 1, 20};
    const auto taken = decide_reactivation(facts, after, MonthRule::clamp);
    CHECK(std::string{code_of(taken.step)} == code_of(Step::charge_renewal));
    CHECK(taken.expires_on == renewed);
    CHECK_FALSE(taken.kept_when_declined);
    facts.renewal = true;
    CHECK(decide_reactivation(facts, after, MonthRule::clamp).refusal == Refusal::renewal_on);
    facts.same_payer = true;
    CHECK(decide_reactivation(facts, after, MonthRule::clamp) == taken);
    CHECK(decide_reactivation(facts, expiry, MonthRule::clamp).step == Step::no_change);
    facts.period_open = true;
    CHECK(decide_reactivation(facts, after, MonthRule::clamp).step == Step::no_change);
    facts = handover();
    facts.own_payment_waits = true;
    facts.standing = Standing::lapsed;
    CHECK(decide_reactivation(facts, after, MonthRule::clamp).step == Step::buy_again);
}

TEST_CASE("M3: a lapse that was recorded or not makes no difference")
{
    auto facts = handover();
    const auto unrecorded = decide_reactivation(facts, Date{2027, 6, 15}, MonthRule::clamp);
    facts.standing = Standing::lapsed;
    CHECK(decide_reactivation(facts, Date{2027, 6, 15}, MonthRule::clamp) == unrecorded);
    // The renewal flag of what has ended says nothing.
    facts.renewal = true;
    CHECK(decide_reactivation(facts, Date{2027, 6, 15}, MonthRule::clamp) == unrecorded);
}

TEST_CASE("D23 SUB-102: terms and legacy expiries are renewed to the month end")
{
    auto facts = handover();
    facts.term_years = 3;
    CHECK(decide_reactivation(facts, expiry, MonthRule::clamp).expires_on == Date{2029, 12, 31});
    facts.expires_on = Date{2026, 12, 15};
    facts.term_years = 1;
    CHECK(decide_reactivation(facts, Date{2026, 12, 15}, MonthRule::clamp).expires_on == renewed);
}

TEST_CASE("SUB-125 SUB-127 SUB-134 SUB-136: who may take over a renewal")
{
    struct Row {
        const char* what;
        std::function<void(ReactivationFacts&)> change;
        Date today;
        Step step;
        const char* reason;
    };
    using F = ReactivationFacts;
    const Date spring{2026, 3, 1};
    const Date past{2027, 6, 15};
    const Row rows[] = {
        {"all in order", [](F&) {}, spring, Step::free_of_charge, "none"},
        {"no role", [](F& f) { f.purchase.actor.has_role = false; }, spring, Step::refused,
         "no_role"},
        // The renewal is on: the payer has to let go first; for the payer it is a no-op.
        {"on, other actor", [](F& f) { f.renewal = true; }, spring, Step::refused, "renewal_on"},
        {"on, same actor", [](F& f) { f.renewal = f.same_payer = true; }, spring, Step::no_change,
         "already_on"},
        {"on, same actor, old card",
         [](F& f) {
             f.renewal = f.same_payer = true;
             f.purchase.actor.card_expires = "2020-01";
         },
         spring, Step::no_change, "already_on"},
        // A payment has no answer: nothing more is charged.
        {"unknown", [](F& f) { f.period_open = true; }, Date{2026, 12, 5}, Step::refused,
         "payment_being_checked"},
        {"unknown past the end", [](F& f) { f.period_open = true; }, Date{2027, 1, 5},
         Step::refused, "payment_being_checked"},
        {"repurchase unknown",
         [](F& f) {
             f.standing = Standing::lapsed;
             f.period_open = true;
         },
         past, Step::refused, "payment_being_checked"},
        // Never paid.
        {"ordered", [](F& f) { f.standing = Standing::ordered; }, spring, Step::refused,
         "not_running"},
        {"void", [](F& f) { f.standing = Standing::void_; }, spring, Step::refused, "not_running"},
        // SUB-136: the account and the card.
        {"incomplete", [](F& f) { f.purchase.actor.account = AccountState::incomplete; }, spring,
         Step::refused, "account_incomplete"},
        {"card in test", [](F& f) { f.purchase.actor.account = AccountState::card_testing; },
         spring, Step::refused, "card_testing"},
        {"old card", [](F& f) { f.purchase.actor.card_expires = "2026-02"; }, spring, Step::refused,
         "card_expired"},
        // SUB-004: the installation counts at a purchase, not while the service runs.
        {"offline, running", [](F& f) { f.purchase.installation.cloud_connected = false; }, spring,
         Step::free_of_charge, "none"},
        {"offline, renewed now", [](F& f) { f.purchase.installation.cloud_connected = false; },
         Date{2026, 12, 5}, Step::charge_renewal, "none"},
        {"offline, ended", [](F& f) { f.purchase.installation.cloud_connected = false; }, past,
         Step::refused, "not_cloud_connected"},
        {"place taken meanwhile", [](F& f) { f.purchase.slot_taken_by = "S-9"; }, past,
         Step::refused, "already_subscribed"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto facts = handover();
        row.change(facts);
        const auto decision = decide_reactivation(facts, row.today, MonthRule::clamp);
        CHECK(std::string{code_of(decision.step)} == code_of(row.step));
        CHECK(std::string{reason_of(decision)} == row.reason);
        const auto text = explain(decision, facts);
        CAPTURE(text);
        CHECK(text.empty() == (std::string_view{row.reason} == "none"));
        if (row.step == Step::refused || row.step == Step::no_change)
            CHECK(decision.expires_on == expiry);
    }
}
