#include "rules/subscription/reactivation.hpp"

#include <fmt/format.h>

namespace duesday::rules {

namespace {

ReactivationDecision refused(ReactivationRefusal refusal, Date expires_on,
                             PurchaseRefusal purchase = PurchaseRefusal::none)
{
    ReactivationDecision decision;
    decision.refusal = refusal;
    decision.purchase = purchase;
    decision.expires_on = expires_on;
    return decision;
}

/// While the service runs; the refusals have been seen to.
ReactivationDecision while_active(const ReactivationFacts& facts, Date today, MonthRule rule)
{
    ReactivationDecision decision;
    decision.expires_on = facts.expires_on;
    if (today < charge_due(facts.expires_on, rule)) {
        decision.step = ReactivationStep::free_of_charge;
        return decision;
    }
    if (facts.reversed)
        return refused(ReactivationRefusal::payment_reversed, facts.expires_on);
    decision.step = ReactivationStep::charge_renewal;
    decision.expires_on = renewed_expiry(facts.expires_on, facts.term_years);
    decision.kept_when_declined = today < facts.expires_on;
    return decision;
}

} // namespace

const char* code_of(ReactivationStep step)
{
    switch (step) {
    case ReactivationStep::refused:
        return "refused";
    case ReactivationStep::no_change:
        return "no_change";
    case ReactivationStep::free_of_charge:
        return "free_of_charge";
    case ReactivationStep::charge_renewal:
        return "charge_renewal";
    case ReactivationStep::buy_again:
        return "buy_again";
    }
    return "";
}

const char* code_of(ReactivationRefusal refusal)
{
    switch (refusal) {
    case ReactivationRefusal::none:
        return "none";
    case ReactivationRefusal::no_role:
        return "no_role";
    case ReactivationRefusal::not_running:
        return "not_running";
    case ReactivationRefusal::renewal_on:
        return "renewal_on";
    case ReactivationRefusal::payment_being_checked:
        return "payment_being_checked";
    case ReactivationRefusal::payment_reversed:
        return "payment_reversed";
    case ReactivationRefusal::precondition:
        return "precondition";
    }
    return "";
}

const char* reason_of(const ReactivationDecision& decision)
{
    if (decision.step == ReactivationStep::no_change)
        return "already_on";
    return decision.refusal == ReactivationRefusal::precondition ? code_of(decision.purchase)
                                                                 : code_of(decision.refusal);
}

std::string explain(const ReactivationDecision& decision, const ReactivationFacts& facts)
{
    if (decision.step == ReactivationStep::no_change)
        return fmt::format("the renewal of {} is already on (M3): nothing to do",
                           facts.subscription);
    switch (decision.refusal) {
    case ReactivationRefusal::none:
        return {};
    case ReactivationRefusal::no_role:
        return explain(PurchaseRefusal::no_role, facts.purchase);
    case ReactivationRefusal::not_running:
        return fmt::format("{} was never paid (SUB-029): buy it", facts.subscription);
    case ReactivationRefusal::renewal_on:
        return fmt::format("the renewal of {} is on for another payer (SUB-126): deactivate it "
                           "first",
                           facts.subscription);
    case ReactivationRefusal::payment_being_checked:
        return fmt::format("a payment for {} is being checked (M3): wait for its answer",
                           facts.subscription);
    case ReactivationRefusal::payment_reversed:
        return fmt::format("a payment for {} went back: nothing more is charged for it before that "
                           "is settled; invoices list --unpaid shows the invoice",
                           facts.subscription);
    case ReactivationRefusal::precondition:
        return explain(decision.purchase, facts.purchase);
    }
    return {};
}

ReactivationDecision decide_reactivation(const ReactivationFacts& facts, Date today, MonthRule rule)
{
    using Refusal = ReactivationRefusal;
    if (!facts.purchase.actor.has_role)
        return refused(Refusal::no_role, facts.expires_on);
    const auto state = state_on(facts.standing, facts.expires_on, today,
                                facts.period_open || facts.own_payment_waits);
    // By renew it is taken until the last day only.
    const bool takes_late = facts.own_payment_waits && today > facts.expires_on;
    if (state == ServiceState::not_yet_activated)
        return refused(Refusal::not_running, facts.expires_on);
    if (state == ServiceState::active && facts.renewal) {
        if (!facts.same_payer)
            return refused(Refusal::renewal_on, facts.expires_on);
        if (facts.period_open || !takes_late) {
            ReactivationDecision decision;
            decision.step = ReactivationStep::no_change;
            decision.expires_on = facts.expires_on;
            return decision;
        }
    }
    if (facts.period_open)
        return refused(Refusal::payment_being_checked, facts.expires_on);

    const auto precondition = state == ServiceState::expired
                                  ? decide_purchase(facts.purchase, today)
                                  : check_actor(facts.purchase.actor, today);
    if (precondition != PurchaseRefusal::none)
        return refused(Refusal::precondition, facts.expires_on, precondition);
    if (state == ServiceState::active)
        return while_active(facts, today, rule);
    ReactivationDecision decision;
    decision.step = ReactivationStep::buy_again;
    decision.expires_on = first_expiry(today, facts.term_years);
    return decision;
}

} // namespace duesday::rules
