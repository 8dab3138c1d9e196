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

bool is_misfit(std::string_view reason)
{
    return reason == misfit::amount_differs || reason == misfit::pays_for_other;
}

std::string_view misfit_of(const PaidFor& payment, const PaidFor& charge)
{
    if (payment.amount != charge.amount)
        return misfit::amount_differs;
    return payment.digest.empty() || payment.digest == charge.digest ? std::string_view{}
                                                                     : misfit::pays_for_other;
}

std::string explain_misfit(std::string_view reason)
{
    if (reason == misfit::amount_differs)
        return "it is not what its subscriptions cost";
    return reason == misfit::pays_for_other ? "it was for others than its subscriptions" : "";
}

} // namespace duesday::rules
