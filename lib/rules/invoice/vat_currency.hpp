// The currency in which a seller owes its VAT.
#pragma once

#include "base/money.hpp"

#include <optional>
#include <string_view>

namespace duesday::rules {

/// Of a seller in this European country: an invoice in another currency has to say its VAT in this
/// one too (Directive 2006/112/EC, article 230; BT-6 and BT-111). Nothing for other countries.
std::optional<Currency> vat_currency(std::string_view country);

} // namespace duesday::rules
