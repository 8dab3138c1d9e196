#include "rules/subscription/lost_payment.hpp"

namespace duesday::rules {

bool may_have_paid(const LostPaymentFacts& payment, const ServiceToCharge& service)
{
    if (service.net.is_zero() || service.net.currency() != payment.amount.currency() ||
        service.net > payment.amount)
        return false;
    return payment.month == service.month;
}

} // namespace duesday::rules
