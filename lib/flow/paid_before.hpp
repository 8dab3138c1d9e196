// What of a command that switches renewals on a payment may have paid already that was lost with a
// copy of the book (DESIGN 2).
#pragma once

#include "flow/activation_plan.hpp"
#include "flow/lost_payments.hpp"

#include <cstdint>

namespace duesday::flow {

/// Asked for one actor. Charged once more, what is found here could be paid twice; null: nothing
/// is. The actor's own payment is taken in place of the charge that has its very key.
class PaidBefore {
public:
    PaidBefore(LostPayments& lost, std::int64_t actor) : lost_{lost}, actor_{actor} {}

    /// The actor's own is taken in place of a charge of the renewal.
    bool own_payment_waits(const store::Subscription& subscription,
                           const store::AnnouncedTerms& terms) const;
    /// Of a renewal: what another made.
    const store::UnexplainedPayment* by_another(const Activation& item) const;
    /// Of what has ended: what whoever made, before its end, to renew it.
    const store::UnexplainedPayment* as_renewal(const Activation& item) const;
    /// Of what is bought again, in a basket that would be charged as `basket`: unless that takes
    /// the very payment.
    const store::UnexplainedPayment* as_repurchase(const Activation& item,
                                                   const store::Charge& basket) const;

private:
    LostPayments& lost_;
    std::int64_t actor_;
};

} // namespace duesday::flow
