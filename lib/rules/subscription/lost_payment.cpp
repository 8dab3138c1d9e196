#include "rules/subscription/lost_payment.hpp"

namespace duesday::rules {

bool may_have_paid(const LostPaymentFacts& payment, const ServiceToCharge& service)
{
    if (service.net.is_zero() || service.net.currency() != payment.amount.currency() ||
        service.net > payment.amount)
        return false;
    const bool is_bought = !service.month;
    return payment.month == service.month && (!is_bought || service.payer_acts_there);
}

} // namespace duesday::rules
