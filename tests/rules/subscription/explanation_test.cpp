// What a person may say that a payment was for.

#include "rules/subscription/explanation.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;
using Refusal = ExplanationRefusal;

namespace {

const auto euro = Currency::of("EUR");

ExplainedLine line(const char* number)
{
    return {number, Standing::running, "2026-03", false};
}

} // namespace

TEST_CASE("F13: a lost payment is for renewals of its month that cost its amount")
{
    const ExplainedPayment paid{{Money{12100, euro}, ""}, "2026-03", false, true};
    auto of_another_month = line("S-2");
    of_another_month.month = "2026-04";
    auto lapsed = line("S-2");
    lapsed.standing = Standing::lapsed;
    auto held = line("S-2");
    held.period_open = true;
    auto of_no_renewal = paid;
    of_no_renewal.month = std::nullopt;
    auto behind_another = paid;
    behind_another.group_open = true;
    auto without_card = paid;
    without_card.has_card = false;
    auto told = paid;
    told.paid.digest = "S-1 S-2";
    auto for_others = paid;
    for_others.paid.digest = "S-1 S-3";
    auto lapsed_and_held = lapsed;
    lapsed_and_held.period_open = true;

    struct Row {
        const char* what;
        ExplainedPayment payment;
        ExplainedLine second;
        std::optional<Money> cost;
        ExplanationDecision decision;
    };
    const Row rows[] = {
        {"fits", paid, line("S-2"), Money{12100, euro}, {Refusal::none, ""}},
        {"month", paid, of_another_month, Money{12100, euro}, {Refusal::other_payment, "S-2"}},
        {"kind", of_no_renewal, line("S-2"), Money{12100, euro}, {Refusal::other_payment, "S-1"}},
        {"over", paid, lapsed, Money{12100, euro}, {Refusal::not_running, "S-2"}},
        {"held", paid, held, Money{12100, euro}, {Refusal::payment_being_checked, "S-2"}},
        {"group",
         behind_another,
         line("S-2"),
         Money{12100, euro},
         {Refusal::payment_being_checked, ""}},
        {"card", without_card, line("S-2"), Money{12100, euro}, {Refusal::no_card, ""}},
        {"less", paid, line("S-2"), Money{6050, euro}, {Refusal::amount_differs, ""}},
        {"currencies", paid, line("S-2"), std::nullopt, {Refusal::amount_differs, ""}},
        {"told", told, line("S-2"), Money{12100, euro}, {Refusal::none, ""}},
        {"others", for_others, line("S-2"), Money{12100, euro}, {Refusal::pays_for_other, ""}},
        // By precedence: what cannot be mended by naming others comes first.
        {"first", paid, lapsed_and_held, Money{1, euro}, {Refusal::not_running, "S-2"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const ExplainedLine lines[] = {line("S-1"), row.second};
        const auto decision = decide_explanation(row.payment, lines, row.cost, "S-1 S-2");
        CHECK(std::string{code_of(decision.refusal)} == code_of(row.decision.refusal));
        CHECK(decision.subscription == row.decision.subscription);
        CHECK(explain(decision.refusal, decision.subscription).empty() ==
              (decision.refusal == Refusal::none));
    }
}

TEST_CASE("SUB-128: who paid without a role or over a later wish is not charged again")
{
    const Date found{2026, 3, 6};
    const struct {
        ExplainedHandOver hand_over;
        StaysOff expected;
    } rows[] = {
        {{true, std::nullopt, found}, StaysOff::no},
        {{true, found.plus_days(-1), found}, StaysOff::no}, // the first half of the hand-over
        {{true, found, found}, StaysOff::switched_off},
        {{true, found.plus_days(9), found}, StaysOff::switched_off},
        {{false, std::nullopt, found}, StaysOff::no_role},
        {{false, found, found}, StaysOff::no_role},
    };
    for (const auto& row : rows) {
        const auto why = decide_renewal_of(row.hand_over);
        CHECK(static_cast<int>(why) == static_cast<int>(row.expected));
        CHECK((explain(why, "C2").find("the renewal on") != std::string::npos) ==
              (why == StaysOff::no));
    }
}
