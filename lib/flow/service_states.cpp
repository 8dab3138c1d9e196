#include "flow/service_states.hpp"

#include "flow/policies.hpp"
#include "flow/renewal_facts.hpp"

namespace duesday::flow {

ServiceStates::ServiceStates(const runtime::Context& context, const Catalogue& catalogue)
    : context_{context}, catalogue_{catalogue}, policy_{renewal_policy(context.config())}
{
}

ServiceToday ServiceStates::of(const store::SubscriptionListing& listing)
{
    const auto today = context_.today();
    const bool is_checked = listing.payment_open || goes_on(listing);
    return {rules::state_on(listing.standing, listing.expires_on, today, is_checked),
            rules::label(listing.standing, listing.renewal, listing.expires_on, today, is_checked),
            is_checked ? rules::entitled_until(listing.expires_on, today,
                                               context_.config().renew_unknown_grace_days)
                       : listing.expires_on};
}

bool ServiceStates::goes_on(const store::SubscriptionListing& listing)
{
    const auto today = context_.today();
    if (listing.standing != rules::Standing::running || today <= listing.expires_on)
        return false;
    auto& database = context_.book.database();
    if (!lost_)
        lost_.emplace(context_);
    const auto subscription = store::subscription_by_id(database, listing.id);
    const auto payer = store::find_payer(database, subscription.purchaser);
    PayerRenewals renewals{database, today, payer, &*lost_};
    const auto facts = renewals.facts_of(
        subscription, catalogue_.next_terms(subscription.product, subscription.announced_terms));
    return rules::goes_on_after_expiry(facts, today, policy_);
}

std::string label_of(const runtime::Context& context, const Catalogue& catalogue,
                     const store::SubscriptionListing& listing)
{
    return ServiceStates{context, catalogue}.of(listing).label;
}

} // namespace duesday::flow
