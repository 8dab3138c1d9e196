#include "rules/subscription/due.hpp"
#include "support/generators.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date expiry{2026, 12, 31};

RenewalFacts running()
{
    RenewalFacts facts;
    facts.expires_on = expiry;
    return facts;
}

RenewalFacts failed(int days, FailureClass failure_class)
{
    auto facts = running();
    facts.announced = true;
    const auto failed_on = expiry.plus_days(-days);
    facts.last_attempt = AttemptFacts{failed_on, 1, failure_class, ""};
    if (failure_class != FailureClass::person)
        facts.letter = FailureLetterSent{failed_on, failure_class};
    return facts;
}

/// A subscription in any condition that the flows can bring it into.
RenewalFacts any_facts()
{
    RenewalFacts facts;
    facts.expires_on = *rc::gen::arbitrary<Date>();
    if (*rc::gen::inRange(0, 4) > 0)
        facts.expires_on = facts.expires_on.end_of_month();
    facts.standing = *rc::gen::weightedElement<Standing>({{12, Standing::running},
                                                          {1, Standing::ordered},
                                                          {1, Standing::lapsed},
                                                          {1, Standing::void_}});
    facts.renewal = *rc::gen::inRange(0, 5) > 0;
    facts.announced = *rc::gen::arbitrary<bool>();
    facts.is_free = *rc::gen::inRange(0, 6) == 0;
    facts.period_open = *rc::gen::inRange(0, 8) == 0;
    facts.period_paid = *rc::gen::inRange(0, 16) == 0;
    facts.card_registered_on = facts.expires_on.plus_days(*rc::gen::inRange(-300, 4));
    if (*rc::gen::arbitrary<bool>()) {
        AttemptFacts attempt;
        attempt.day = facts.expires_on.plus_days(-*rc::gen::inRange(-3, 29));
        attempt.failure_class =
            *rc::gen::element(FailureClass::soft, FailureClass::new_card, FailureClass::person);
        facts.last_attempt = attempt;
        if (*rc::gen::inRange(0, 4) > 0)
            facts.letter = FailureLetterSent{attempt.day.plus_days(-*rc::gen::inRange(0, 20)),
                                             attempt.failure_class};
        facts.new_card_since_last_attempt = *rc::gen::inRange(0, 3) == 0;
    }
    return facts;
}

RenewalPolicy any_policy()
{
    RenewalPolicy policy;
    policy.month_rule = *rc::gen::element(MonthRule::clamp, MonthRule::month_end);
    policy.retries = *rc::gen::inRange(0, 4) > 0;
    if (*rc::gen::inRange(0, 3) == 0)
        policy.retry_slots = *rc::gen::container<RetrySlots>(rc::gen::inRange(0, 30));
    return policy;
}

/// The first day on which `facts` could have been looked at: facts do not come from the future.
Date first_day(const RenewalFacts& facts)
{
    if (facts.last_attempt)
        return facts.last_attempt->day;
    if (facts.period_open)
        return charge_due(facts.expires_on, MonthRule::clamp);
    return facts.expires_on.plus_days(-100);
}

} // namespace

TEST_CASE("the next due day of a subscription condition by condition")
{
    auto off = running();
    off.renewal = false;
    auto told = running();
    told.announced = true;
    auto frozen = told;
    frozen.period_open = true;
    auto lapsed = told;
    lapsed.standing = Standing::lapsed;
    auto waiting = told;
    waiting.standing = Standing::ordered;
    auto void_one = told;
    void_one.standing = Standing::void_;
    auto new_card = failed(31, FailureClass::new_card);
    new_card.new_card_since_last_attempt = true;
    new_card.card_registered_on = Date{2026, 12, 5};
    auto late_card = new_card;
    late_card.card_registered_on = Date{2027, 1, 1};
    auto in_test = failed(3, FailureClass::new_card);
    in_test.card_in_test_on = Date{2026, 12, 29};
    auto stopped = failed(31, FailureClass::person);
    stopped.card_in_test_on = Date{2026, 12, 31};
    auto tested_late = in_test;
    tested_late.card_in_test_on = Date{2027, 1, 1};
    auto free = failed(31, FailureClass::new_card);
    free.is_free = true;

    struct Row {
        const char* what;
        RenewalFacts facts;
        std::optional<Date> due;
    };
    const Row rows[] = {
        {"to be announced", running(), Date{2026, 10, 31}},
        {"to be charged", told, Date{2026, 11, 30}},
        {"renewal off", off, Date{2027, 1, 1}},
        {"frozen", frozen, Date{2026, 11, 30}},
        {"lapsed", lapsed, std::nullopt},
        {"ordered", waiting, std::nullopt},
        {"void", void_one, std::nullopt},
        // After a failure: the next slot, the last warning, the end.
        {"soft", failed(31, FailureClass::soft), Date{2026, 12, 17}},
        {"soft, E-14", failed(14, FailureClass::soft), Date{2026, 12, 24}},
        {"soft, E", failed(0, FailureClass::soft), Date{2027, 1, 1}},
        {"hard", failed(31, FailureClass::new_card), Date{2026, 12, 28}},
        {"hard, warned", failed(3, FailureClass::new_card), Date{2027, 1, 1}},
        {"fraud", failed(31, FailureClass::person), Date{2027, 1, 1}},
        {"hard, a card in test", in_test, Date{2026, 12, 31}},
        {"fraud, a card in test", stopped, Date{2026, 12, 31}},
        {"hard, a card in test too late", tested_late, Date{2027, 1, 1}},
        {"new card", new_card, Date{2026, 11, 30}},
        {"card after the end", late_card, Date{2026, 12, 28}},
        {"free now", free, Date{2026, 11, 30}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto due = next_due(row.facts, {});
        CHECK(due.has_value() == row.due.has_value());
        if (due && row.due)
            CHECK(*due == *row.due);
    }
}

TEST_CASE("SUB-087: renew never has work on a day before the kept due day")
{
    CHECK(rc::check("whatever the facts, the policy and the day", [] {
        const auto facts = any_facts();
        const auto policy = any_policy();
        const auto due = next_due(facts, policy);
        const auto last = facts.expires_on.plus_days(40);
        for (auto today = first_day(facts); today <= last; today = today.plus_days(1))
            if (decide_renewal(facts, today, policy).step != RenewalStep::none)
                RC_ASSERT(due && *due <= today);
    }));
}

TEST_CASE("PERFORMANCE: a run looks at nothing that has no work")
{
    CHECK(rc::check("on its due day a subscription has work", [] {
        const auto facts = any_facts();
        auto policy = any_policy();
        policy.month_rule = MonthRule::clamp; // the day is kept for the earlier of the two rules
        const auto due = next_due(facts, policy);
        if (!due)
            return;
        const auto today = std::max(*due, first_day(facts));
        RC_ASSERT(decide_renewal(facts, today, policy).step != RenewalStep::none);
    }));
}
