// Purchases as `subscribe buy` looks for them when it is repeated.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duesday::store {

/// Charges for a payer's purchases that were first sent at or after `since` (real time), or were
/// not sent at all; the latest first.
std::vector<std::int64_t> purchases_since(Database& database, std::int64_t payer, Timestamp since);

/// The number of the invoice that a charge paid, if one was issued.
std::optional<std::string> invoice_paid_by(Database& database, std::int64_t charge);

} // namespace duesday::store
