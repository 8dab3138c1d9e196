#include "flow/deactivation.hpp"

#include "flow/dunning_letters.hpp"
#include "rules/subscription/renewal.hpp"
#include "store/card_registration.hpp"
#include "store/charges.hpp"
#include "store/outbox_repeats.hpp"
#include "store/payers.hpp"
#include "store/renewal_switches.hpp"

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

/// The renewal is on, the last day has passed, and renew charges it once all the same (D20).
bool late_attempt_is_due(store::Database& database, const Catalogue& catalogue,
                         const store::Subscription& subscription, Date today)
{
    if (subscription.standing != rules::Standing::running || !subscription.renewal ||
        subscription.coming_charge || today <= subscription.expires_on)
        return false;
    const bool is_tested =
        store::open_card_test(database, subscription.purchaser, subscription.expires_on)
            .has_value();
    const auto card = store::find_payer(database, subscription.purchaser).card;
    if (!is_tested && (!card || card->registered_on > subscription.expires_on))
        return false;
    const auto currency = subscription.announced_terms
                              ? subscription.announced_terms->price.currency()
                              : catalogue.renewal_of(subscription.product).price.currency();
    const auto declined = declined_in(database, subscription, currency);
    if (declined.card)
        return is_tested || *declined.card != card->id;
    // Told that there was no card: the first one has the same chance.
    return !declined.group &&
           last_letter_sent(database, subscription.purchaser,
                            rules::group_month(subscription.expires_on), currency)
               .has_value();
}

} // namespace

rules::DeactivationFacts deactivation_facts(store::Database& database, const Catalogue& catalogue,
                                            const store::Subscription& subscription, Date today)
{
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
    facts.late_attempt_due = late_attempt_is_due(database, catalogue, subscription, today);
    return facts;
}

void send_renewal_stopped(store::Write& write, std::int64_t payer,
                          std::span<const LetterLine> lines, std::string_view actor)
{
    store::enqueue_next(write, {"mail", "renewal-stopped", lines.front().subscription,
                                lines.front().expires_on.iso(), 1,
                                store::find_payer(write.database(), payer).customer,
                                renewal_stopped_facts(lines, actor)});
}

} // namespace duesday::flow
