#include "flow/card_test.hpp"

#include "flow/letter_facts.hpp"
#include "store/card_registration.hpp"
#include "store/outbox_repeats.hpp"
#include "store/subscriptions.hpp"

#include <fmt/format.h>

namespace duesday::flow {

void settle_card_test(store::Write& write, const ChargeCase& charge_case, rules::ChargeState state)
{
    const auto& payer = charge_case.payer;
    const auto& card = charge_case.card;
    const auto subject = "card/" + payer.customer;
    const auto named =
        fmt::format("brand={}\nlast4={}\nexpires={}", card.brand, card.last4, card.expires);
    if (state == rules::ChargeState::declined) {
        store::refuse_card(write, card.id);
        write.audit(subject, "refused", "state=testing", named + "\nstate=refused");
        return;
    }
    if (state != rules::ChargeState::paid)
        return;
    const bool is_current = store::make_card_ready(write, card.id);
    write.audit(subject, "ready", "state=testing", named + "\nstate=ready");
    if (!is_current)
        return; // a later card works already: nothing is charged to this one
    store::make_payer_due(write, payer.id, write.stamp().business_date);
    store::enqueue_next(
        write,
        {"mail", "card-registered", subject, card.registered_on.iso(), 1, payer.customer,
         card_registered_facts({card.brand, card.last4, card.expires, charge_case.charge.amount})});
}

} // namespace duesday::flow
