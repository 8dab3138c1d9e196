#include "rules/invoice/payment_owner.hpp"

#include <algorithm>

namespace duesday::rules {

PaymentOwner owner_of_payment(bool is_told, std::span<const std::int64_t> owners,
                              std::int64_t payer)
{
    if (!is_told)
        return PaymentOwner::not_told;
    if (owners.empty())
        return PaymentOwner::unknown;
    const bool is_payers = std::find(owners.begin(), owners.end(), payer) != owners.end();
    return is_payers ? PaymentOwner::payer : PaymentOwner::another;
}

bool may_be_adopted(PaymentOwner owner)
{
    return owner == PaymentOwner::payer || owner == PaymentOwner::not_told;
}

bool may_be_taken(PaymentOwner owner)
{
    return owner != PaymentOwner::another;
}

} // namespace duesday::rules
