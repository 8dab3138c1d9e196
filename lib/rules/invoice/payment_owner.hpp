// Whose a payment is that a book has lost: its key names a payer by a row, which may be another's
// in a book that was put back and imported into again.
#pragma once

#include <cstdint>
#include <span>

namespace duesday::rules {

enum class PaymentOwner {
    not_told, ///< the provider does not say whom it took it of: the key is all there is
    payer,    ///< of the payer
    another,  ///< of somebody else whom the book knows
    unknown,  ///< of one there whom the book does not know, or not any more
};

/// `owners`: those in the book whom the provider knows as the one it took the payment of.
PaymentOwner owner_of_payment(bool is_told, std::span<const std::int64_t> owners,
                              std::int64_t payer);

/// It may be recorded as the payer's without asking anybody.
bool may_be_adopted(PaymentOwner owner);
/// It stands in place of a charge of the payer's that has the very same key. A payer who registers
/// a card again after a restore is one whom the book did not know.
bool may_be_taken(PaymentOwner owner);

} // namespace duesday::rules
