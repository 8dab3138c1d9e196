#include "flow/late_attempt.hpp"

#include "flow/dunning_letters.hpp"
#include "rules/subscription/renewal.hpp"
#include "store/charges.hpp"
#include "store/payers.hpp"

#include <algorithm>

namespace duesday::flow {

namespace {

/// The card whose attempt was the subscription's last, and whether the group had any attempt.
struct Declined {
    bool group = false;
    std::optional<std::int64_t> card;
};

Declined declined_in(store::Database& database, const store::Subscription& subscription,
                     Currency currency)
{
    Declined declined;
    for (const auto& charge :
         store::attempts_of_group(database, subscription.purchaser,
                                  rules::group_month(subscription.expires_on), currency)) {
        if (charge.state != rules::ChargeState::declined)
            continue;
        declined.group = true;
        const auto lines = store::lines_of_charge(database, charge.id);
        if (std::any_of(lines.begin(), lines.end(), [&](const store::ChargeLine& line) {
                return line.subscription == subscription.id;
            }))
            declined.card = charge.card;
    }
    return declined;
}

} // namespace

bool late_attempt_is_due(store::Database& database, const Catalogue& catalogue,
                         const store::Subscription& subscription, Date today)
{
    if (subscription.standing != rules::Standing::running || !subscription.renewal ||
        subscription.coming_charge || today <= subscription.expires_on)
        return false;
    const auto card = store::find_payer(database, subscription.purchaser).card;
    if (!card || card->registered_on > subscription.expires_on)
        return false;
    const auto currency = subscription.announced_terms
                              ? subscription.announced_terms->price.currency()
                              : catalogue.renewal_of(subscription.product).price.currency();
    const auto declined = declined_in(database, subscription, currency);
    if (declined.card)
        return *declined.card != card->id;
    // Told that there was no card: the first one has the same chance.
    return !declined.group &&
           last_letter_sent(database, subscription.purchaser,
                            rules::group_month(subscription.expires_on), currency)
               .has_value();
}

} // namespace duesday::flow
