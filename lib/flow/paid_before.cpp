#include "flow/paid_before.hpp"

#include "flow/renewal_facts.hpp"
#include "rules/subscription/lost_payment.hpp"

namespace duesday::flow {

bool PaidBefore::own_payment_waits(const store::Subscription& subscription,
                                   const store::AnnouncedTerms& terms) const
{
    store::Charge renewal;
    renewal.payer = actor_;
    renewal.group_key = group_of(subscription, terms).first;
    renewal.amount = terms.price;
    const auto* payment = lost_.taken_by(renewal);
    return payment != nullptr && rules::may_have_paid({payment->amount, renewal.group_key},
                                                      {terms.price, renewal.group_key});
}

const store::UnexplainedPayment* PaidBefore::by_another(const Activation& item) const
{
    return lost_.of_another(group_of(item.subscription, item.terms).first, item.terms.price,
                            actor_);
}

const store::UnexplainedPayment* PaidBefore::as_renewal(const Activation& item) const
{
    return lost_.that_may_have_paid(group_of(item.subscription, item.terms).first,
                                    item.terms.price);
}

const store::UnexplainedPayment* PaidBefore::as_repurchase(const Activation& item,
                                                           const store::Charge& basket) const
{
    const auto* taken = lost_.taken_by(basket);
    if (taken == nullptr)
        return lost_.that_may_have_bought(item.terms.price);
    return taken->amount == basket.amount ? nullptr : taken;
}

} // namespace duesday::flow
