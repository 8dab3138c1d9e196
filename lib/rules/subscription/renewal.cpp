#include "rules/subscription/renewal.hpp"

#include <fmt/format.h>

namespace duesday::rules {

namespace {

constexpr int frozen_attention_days = 7;

bool is_charge_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    if (today < charge_due(facts.expires_on, policy.month_rule))
        return false;
    const auto* failed = failed_attempt(facts);
    if (failed == nullptr || has_untried_card(facts))
        return true;
    if (!policy.retries || failed->failure_class != FailureClass::soft)
        return false;
    const auto slot = next_slot(facts.expires_on, failed->day, policy.retry_slots);
    return slot && *slot <= today;
}

/// The last warning, or the first word about a failure that found its group's letter of the day
/// gone.
bool is_letter_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    const auto* failed = failed_attempt(facts);
    if (failed == nullptr)
        return false;
    const auto letter =
        decide_failure_letter(failed->failure_class, facts.letter, facts.expires_on, today);
    return letter == FailureLetter::first_failure ||
           (policy.retries && letter == FailureLetter::last_warning);
}

RenewalDecision waiting(Wait wait)
{
    RenewalDecision decision;
    decision.step = RenewalStep::frozen;
    decision.wait = wait;
    return decision;
}

bool waits_for_group(const RenewalFacts& facts)
{
    return facts.group_open && !facts.is_free;
}

LapseReason reason_to_end(const RenewalFacts& facts)
{
    if (!facts.renewal)
        return LapseReason::renewal_off;
    if (facts.reversed)
        return LapseReason::payment_reversed;
    if (failed_attempt(facts) != nullptr)
        return LapseReason::payment_failed;
    if (facts.lost_payment_refunded)
        return LapseReason::payment_refunded;
    return facts.rejected ? LapseReason::charge_rejected : LapseReason::never_attempted;
}

RenewalDecision decide_after_expiry(const RenewalFacts& facts, Date today,
                                    const RenewalPolicy& policy)
{
    RenewalDecision decision;
    if (facts.renewal && !facts.reversed) {
        if (has_untried_card(facts)) {
            decision.step = RenewalStep::charge;
            return decision;
        }
        const bool has_failed = failed_attempt(facts) != nullptr;
        if (has_failed && waits_for_card_test(facts, today, policy))
            return waiting(Wait::card_test);
        if (!has_failed && waits_for_group(facts))
            return waiting(Wait::group); // it came while an answer was awaited: no outage (D24)
    }
    decision.step = RenewalStep::lapse;
    decision.lapse = reason_to_end(facts);
    return decision;
}

RenewalDecision decide_until_expiry(const RenewalFacts& facts, Date today,
                                    const RenewalPolicy& policy)
{
    RenewalDecision decision;
    if (!facts.renewal)
        return decision;
    if (!facts.announced && failed_attempt(facts) == nullptr &&
        today >= notice_due(facts.expires_on, policy.month_rule)) {
        decision.step = RenewalStep::announce;
        decision.announce = true;
        decision.short_notice =
            today.plus_months(1) > charge_due(facts.expires_on, policy.month_rule);
    }
    if (is_letter_due(facts, today, policy))
        decision.step = RenewalStep::warn;
    if (is_charge_due(facts, today, policy))
        decision.step = RenewalStep::charge;
    return decision;
}

/// What would be done, unless something else has to be known first.
RenewalDecision held_back(const RenewalFacts& facts, const RenewalDecision& decision)
{
    const bool is_charge = decision.step == RenewalStep::charge;
    const bool is_dunned = is_charge || decision.step == RenewalStep::warn;
    if (facts.reversed && decision.step != RenewalStep::lapse)
        return is_dunned ? waiting(Wait::reversal) : RenewalDecision{};
    if ((decision.step == RenewalStep::lapse && facts.lost_payment != LostPayment::none) ||
        (is_dunned && facts.lost_payment == LostPayment::of_another))
        return waiting(Wait::lost_payment);
    auto held = decision; // with the notice, where that is due
    if (is_charge && waits_for_group(facts)) {
        held.step = RenewalStep::frozen;
        held.wait = Wait::group;
    }
    return held;
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

const char* code_of(Wait wait)
{
    switch (wait) {
    case Wait::none:
        return "none";
    case Wait::answer:
        return "answer";
    case Wait::group:
        return "group";
    case Wait::card_test:
        return "card_test";
    case Wait::lost_payment:
        return "lost_payment";
    case Wait::reversal:
        return "reversal";
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
    case LapseReason::charge_rejected:
        return "charge_rejected";
    case LapseReason::payment_reversed:
        return "payment_reversed";
    case LapseReason::payment_refunded:
        return "payment_refunded";
    }
    return "";
}

bool needs_attention(LapseReason reason)
{
    return reason == LapseReason::never_attempted || reason == LapseReason::charge_rejected ||
           reason == LapseReason::payment_reversed;
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
    case LapseReason::charge_rejected:
        return fmt::format("{} ended on {}: the card provider rejected what `renew` asked for its "
                           "renewal, for a fault of ours and not of the card (D24): mend what "
                           "the attempts were rejected for, then {}",
                           subscription, expires_on.iso(), way_back);
    case LapseReason::payment_reversed:
        return fmt::format("{} ended on {}: a payment for it went back, and nobody settled that "
                           "in time for its renewal; invoices list --unpaid shows it; {}",
                           subscription, expires_on.iso(), way_back);
    case LapseReason::payment_refunded:
        return fmt::format("{} ended on {}: a payment that was lost with a copy of the book may "
                           "have been for its renewal, and was settled as refunded when the last "
                           "day had come; {}",
                           subscription, expires_on.iso(), way_back);
    }
    return {};
}

const AttemptFacts* failed_attempt(const RenewalFacts& facts)
{
    return facts.last_attempt && !facts.is_free ? &*facts.last_attempt : nullptr;
}

bool has_untried_card(const RenewalFacts& facts)
{
    return failed_attempt(facts) != nullptr && facts.card_works &&
           facts.new_card_since_last_attempt &&
           (!facts.card_registered_on || *facts.card_registered_on <= facts.expires_on);
}

bool waits_for_card_test(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    return facts.standing == Standing::running && facts.renewal && !facts.reversed &&
           !facts.is_free && facts.card_in_test_on && *facts.card_in_test_on <= facts.expires_on &&
           today >= facts.expires_on && today <= facts.expires_on.plus_days(policy.card_test_days);
}

RenewalDecision decide_renewal(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    if (facts.standing != Standing::running || facts.period_paid)
        return {};
    if (facts.period_open)
        return waiting(Wait::answer);
    return held_back(facts, today > facts.expires_on ? decide_after_expiry(facts, today, policy)
                                                     : decide_until_expiry(facts, today, policy));
}

bool goes_on_after_expiry(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    return facts.standing == Standing::running && today > facts.expires_on &&
           decide_renewal(facts, today, policy).step != RenewalStep::lapse;
}

bool is_tried_after_expiry(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    if (today <= facts.expires_on || !facts.renewal)
        return false;
    const auto decision = decide_renewal(facts, today, policy);
    return decision.step == RenewalStep::charge ||
           (decision.step == RenewalStep::frozen && decision.wait != Wait::answer);
}

bool is_end_due(const RenewalFacts& facts, Date today, const RenewalPolicy& policy)
{
    return decide_renewal(facts, today, policy).step == RenewalStep::lapse;
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
