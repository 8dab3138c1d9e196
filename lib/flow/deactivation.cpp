#include "flow/deactivation.hpp"

#include "flow/policies.hpp"
#include "flow/renewal_facts.hpp"
#include "store/outbox_repeats.hpp"
#include "store/payers.hpp"
#include "store/renewal_switches.hpp"

namespace duesday::flow {

namespace {

/// The last day has passed, and renew does not end it yet (D20).
bool is_tried_late(const runtime::Context& context, const Catalogue& catalogue,
                   const store::Subscription& subscription)
{
    if (context.today() <= subscription.expires_on)
        return false;
    auto& database = context.book.database();
    const auto payer = store::find_payer(database, subscription.purchaser);
    LostPayments lost{context};
    PayerRenewals renewals{database, context.today(), payer, &lost};
    const auto facts = renewals.facts_of(
        subscription, catalogue.next_terms(subscription.product, subscription.announced_terms));
    return rules::is_tried_after_expiry(facts, context.today(), renewal_policy(context.config()));
}

} // namespace

rules::DeactivationFacts deactivation_facts(const runtime::Context& context,
                                            const Catalogue& catalogue,
                                            const store::Subscription& subscription)
{
    auto& database = context.book.database();
    // A switch-on that waits for its charge is a renewal that can be stopped (SUB-028), also
    // where it is to open an ended subscription again.
    const bool waits = store::takeover_waits(database, subscription.id);
    rules::DeactivationFacts facts;
    facts.standing = waits ? rules::Standing::running : subscription.standing;
    facts.renewal = subscription.renewal || waits;
    facts.expires_on = subscription.expires_on;
    facts.announced = subscription.announced;
    facts.period_open = subscription.coming_charge.has_value();
    facts.attempt_failed = store::coming_charge_was_declined(database, subscription);
    facts.late_attempt_due = is_tried_late(context, catalogue, subscription);
    return facts;
}

void send_renewal_stopped(store::Write& write, std::int64_t payer,
                          std::span<const LetterLine> lines, const SwitchedOffBy& by)
{
    store::enqueue_next(write, {"mail", "renewal-stopped", lines.front().subscription,
                                lines.front().expires_on.iso(), 1,
                                store::find_payer(write.database(), payer).customer,
                                renewal_stopped_facts(lines, by.name, by.customer == payer)});
}

} // namespace duesday::flow
