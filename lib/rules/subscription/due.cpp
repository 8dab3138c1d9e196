#include "rules/subscription/due.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

Date due_after_failure(const RenewalFacts& facts, const RenewalPolicy& policy)
{
    const auto& attempt = *failed_attempt(facts);
    const auto lapse = facts.expires_on.plus_days(1);
    if (has_untried_card(facts))
        return std::min(attempt.day, lapse);
    // While a card is being entered or tested, the last day too: the cloud is told then.
    const bool may_get_card = facts.card_in_test_on && *facts.card_in_test_on <= facts.expires_on;
    auto due = may_get_card ? facts.expires_on : lapse;
    if (attempt.failure_class == FailureClass::person)
        return due;
    if (!facts.letter)
        return std::min(attempt.day, lapse);
    if (!policy.retries)
        return due;
    if (attempt.failure_class == FailureClass::soft)
        if (const auto slot = next_slot(facts.expires_on, attempt.day, policy.retry_slots))
            due = std::min(due, *slot);
    const auto warn_from = facts.expires_on.plus_days(-last_warning_days);
    if (facts.letter->day < warn_from)
        due = std::min(due, warn_from);
    return due;
}

} // namespace

std::optional<Date> next_due(const RenewalFacts& facts, const RenewalPolicy& policy)
{
    if (facts.standing != Standing::running || facts.period_paid)
        return std::nullopt;
    if (facts.period_open)
        return charge_due(facts.expires_on, MonthRule::clamp);
    if (!facts.renewal)
        return facts.expires_on.plus_days(1);
    if (failed_attempt(facts) != nullptr)
        return due_after_failure(facts, policy);
    return facts.announced ? charge_due(facts.expires_on, MonthRule::clamp)
                           : notice_due(facts.expires_on, MonthRule::clamp);
}

} // namespace duesday::rules
