// How an invoice is to be paid, or was, as an electronic one says it (EINVOICE 4).
#pragma once

#include "rules/invoice/invoice.hpp"
#include "rules/invoice/paid_with.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// Fields that do not apply are empty.
struct PaymentMeans {
    std::string_view code;        ///< of UNTDID 4461
    std::string name;             ///< of means that no code names: "terminal T-1"
    std::string reference;        ///< what the payer quotes
    std::string account, branch;  ///< of the seller
    std::optional<CardUsed> card; ///< that paid
};

/// Nothing where nothing is to be paid, and the rules of the parties' country do not ask for it all
/// the same.
std::optional<PaymentMeans> payment_means(const Invoice& invoice);

/// An account in Denmark, as it is written there.
struct DanishAccount {
    std::string registration; ///< four digits, of the bank's branch
    std::string number;       ///< ten digits
};

/// Of a Danish IBAN, blanks let pass; nothing of another.
std::optional<DanishAccount> danish_account(std::string_view iban);

} // namespace duesday::rules
