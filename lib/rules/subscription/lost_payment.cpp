#include "rules/subscription/lost_payment.hpp"

namespace duesday::rules {

bool may_have_paid(const LostPaymentFacts& payment, const ServiceToCharge& service)
{
    if (service.net.is_zero())
        return false;
    if (service.is_what_was_paid)
        return true;
    if (service.net.currency() != payment.amount.currency() || payment.month != service.month)
        return false;
    const bool is_card_test = payment.amount.minor() <= 1;
    return service.net <= payment.amount || (service.payer_may_be_there && !is_card_test);
}

} // namespace duesday::rules
