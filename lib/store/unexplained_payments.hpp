// Payments that a provider holds under this book's id and that no charge explains: lost with a copy
// that was put back (DESIGN 2). Kept until a charge takes their place, so that none is forgotten
// and no key that the provider has answered is used for something else.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "rules/invoice/charge.hpp"
#include "rules/invoice/payment_owner.hpp"
#include "store/book.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct UnexplainedPayment {
    std::string key;
    std::string provider;
    std::string reference; ///< the provider's own number, may be empty
    Money amount;          ///< with VAT
    rules::ChargeState state = rules::ChargeState::unknown; ///< as the provider last said
    Timestamp made_at;                                      ///< the provider's time
    Date found_on;                                          ///< business day
    std::optional<Date> refunded_on; ///< a person said that the money is back, or never came

    std::string provider_customer{}; ///< whom the provider knows the payer as; may be empty
    /// As the provider has them, of one whom the book did not know; may be empty.
    std::string payer_name{}, payer_email{};
    std::string pays_for{}; ///< digest of what it paid for (digest_of_lines), where it is known

    /// It may have paid for something; else only its key is kept, which is used for nothing more.
    bool is_open() const { return state != rules::ChargeState::declined && !refunded_on; }
};

/// Remembers one, found on the Write's business day; of one that is known only the state may
/// change.
void remember_unexplained_payment(Write& write, const UnexplainedPayment& payment);
/// A person said that the money is back, or never came; also of one that a charge had taken, which
/// is remembered from then on.
void refund_unexplained_payment(Write& write, const UnexplainedPayment& payment);
/// A charge has taken its place.
void forget_unexplained_payment(Write& write, std::string_view key);

/// Those in the book who may have made it, by whom the provider took it of: as it knows them, else
/// by the e-mail that it has. None where it does not tell, or the book knows nobody of the kind.
std::vector<std::int64_t> owners_of(Database& database, const UnexplainedPayment& payment);
/// Those in the book who made it, as far as can be known: where the provider does not tell, whose
/// key it bears. Empty where it was somebody whom the book does not know.
std::vector<std::int64_t> makers_of(Database& database, const UnexplainedPayment& payment);
/// Whose it is, to the payer whose key it bears.
rules::PaymentOwner owner_of(Database& database, const UnexplainedPayment& payment,
                             std::int64_t payer);

/// All of them, oldest first.
std::vector<UnexplainedPayment> unexplained_payments(Database& database);

/// Those that a charge has taken whose lines they do not fit (rules::is_misfit), by key: what else
/// they paid for is not known either.
std::vector<UnexplainedPayment> misfit_payments(Database& database);

} // namespace duesday::store
