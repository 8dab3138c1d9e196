#include "rules/subscription/renewal.hpp"

#include <fmt/format.h>

namespace duesday::rules {

namespace {

constexpr int frozen_attention_days = 7;

/// A card that came after the failed attempt, in time (D20).
bool has_untried_card(const RenewalFacts& facts)
{
    return facts.last_attempt && facts.new_card_since_last_attempt &&
           (!facts.card_registered_on || *facts.card_registered_on <= facts.expires_on);
}

bool is_charge_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    if (today < charge_due(facts.expires_on, policy.month_rule))
        return false;
    if (!facts.last_attempt || has_untried_card(facts))
        return true;
    if (!policy.retries || facts.last_attempt->failure_class != FailureClass::soft)
        return false;
    const auto slot = next_slot(facts.expires_on, facts.last_attempt->day, policy.retry_slots);
    return slot && *slot <= today;
}

bool is_last_warning_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    return policy.retries && facts.last_attempt &&
           decide_failure_letter(facts.last_attempt->failure_class, facts.letter, facts.expires_on,
                                 today) == FailureLetter::last_warning;
}

RenewalDecision decide_after_expiry(const RenewalFacts& facts, Date today,
                                    const RenewalPolicy& policy)
{
    RenewalDecision decision;
    if (facts.renewal && has_untried_card(facts)) {
        decision.step = RenewalStep::charge;
        return decision;
    }
    if (facts.last_attempt && waits_for_card_test(facts, today, policy)) {
        decision.step = RenewalStep::frozen;
        return decision;
    }
    decision.step = RenewalStep::lapse;
    decision.lapse = !facts.renewal       ? LapseReason::renewal_off
                     : facts.last_attempt ? LapseReason::payment_failed
                                          : LapseReason::never_attempted;
    return decision;
}

} // namespace

const char* code_of(RenewalStep step)
{
    switch (step) {
    case RenewalStep::none:
        return "none";
    case RenewalStep::announce:
        return "announce";
    case RenewalStep::warn:
        return "warn";
    case RenewalStep::charge:
        return "charge";
    case RenewalStep::lapse:
        return "lapse";
    case RenewalStep::frozen:
        return "frozen";
    }
    return "";
}

const char* code_of(LapseReason reason)
{
    switch (reason) {
    case LapseReason::none:
        return "none";
    case LapseReason::renewal_off:
        return "renewal_off";
    case LapseReason::payment_failed:
        return "payment_failed";
    case LapseReason::never_attempted:
        return "never_attempted";
    }
    return "";
}

std::string explain(LapseReason reason, std::string_view subscription, Date expires_on)
{
    constexpr std::string_view way_back = "activate it to buy a new term";
    switch (reason) {
    case LapseReason::none:
        return {};
    case LapseReason::renewal_off:
        return fmt::format("{} ended on {} because its renewal was off (SUB-086): {}", subscription,
                           expires_on.iso(), way_back);
    case LapseReason::payment_failed:
        return fmt::format("{} ended on {} because its renewal could not be paid (SUB-113): "
                           "register a working card, then {}",
                           subscription, expires_on.iso(), way_back);
    case LapseReason::never_attempted:
        return fmt::format("{} ended on {} without an attempt to charge its renewal (D24): find "
                           "out why `renew` did not run, then {}",
                           subscription, expires_on.iso(), way_back);
    }
    return {};
}

bool waits_for_card_test(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    return facts.standing == Standing::running && facts.renewal && facts.card_in_test_on &&
           *facts.card_in_test_on <= facts.expires_on && today >= facts.expires_on &&
           today <= facts.expires_on.plus_days(policy.card_test_days);
}

RenewalDecision decide_renewal(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    RenewalDecision decision;
    if (facts.standing != Standing::running || facts.period_paid)
        return decision;
    if (facts.period_open) {
        decision.step = RenewalStep::frozen;
        return decision;
    }
    if (today > facts.expires_on)
        return decide_after_expiry(facts, today, policy);
    if (!facts.renewal)
        return decision;

    if (!facts.announced && !facts.last_attempt &&
        today >= notice_due(facts.expires_on, policy.month_rule)) {
        decision.step = RenewalStep::announce;
        decision.announce = true;
        decision.short_notice =
            today.plus_months(1) > charge_due(facts.expires_on, policy.month_rule);
    }
    if (is_last_warning_due(facts, today, policy))
        decision.step = RenewalStep::warn;
    if (is_charge_due(facts, today, policy))
        decision.step = RenewalStep::charge;
    return decision;
}

std::string explain_next_attempt(FailureClass failure, Date attempt, Date expires_on,
                                 const RenewalPolicy& policy)
{
    const auto last = day_text(expires_on);
    if (failure == FailureClass::person)
        return fmt::format("a person looks at it, and this card is not tried again (D6); another "
                           "one registered by {} is",
                           last);
    const auto slot = failure == FailureClass::soft && policy.retries
                          ? next_slot(expires_on, attempt, policy.retry_slots)
                          : std::nullopt;
    if (!slot)
        return fmt::format("this card is not tried again (D6); another one registered by {} is",
                           last);
    return fmt::format("it is tried again on {}, or with another card before that, and until {}",
                       day_text(*slot), last);
}

bool frozen_needs_attention(Date expires_on, Date today)
{
    return today >= expires_on.plus_days(-frozen_attention_days);
}

} // namespace duesday::rules
