#include "flow/paid_before.hpp"

#include "flow/renewal_facts.hpp"

namespace duesday::flow {

bool PaidBefore::own_payment_waits(const store::Subscription& subscription,
                                   const store::AnnouncedTerms& terms) const
{
    store::Charge renewal;
    renewal.payer = actor_;
    renewal.group_key = group_of(subscription, terms).first;
    renewal.amount = terms.price;
    const auto* payment = lost_.taken_by(renewal);
    return payment != nullptr && lost_.may_have_paid(*payment, subscription, terms);
}

const store::UnexplainedPayment* PaidBefore::by_another(const Activation& item) const
{
    return lost_.of_another(item.subscription, item.terms, actor_);
}

const store::UnexplainedPayment* PaidBefore::as_renewal(const Activation& item) const
{
    return lost_.that_may_have_paid(item.subscription, item.terms);
}

const store::UnexplainedPayment* PaidBefore::as_repurchase(const Activation& item,
                                                           const store::Charge& basket) const
{
    const auto* taken = lost_.taken_by(basket);
    if (taken == nullptr)
        return lost_.that_may_have_reopened(item.subscription, item.terms);
    return taken->amount == basket.amount ? nullptr : taken;
}

} // namespace duesday::flow
