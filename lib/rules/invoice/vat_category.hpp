// The VAT categories of electronic invoices (EN 16931, code list UNCL 5305).
#pragma once

#include "base/money.hpp"

#include <optional>
#include <string_view>

namespace duesday::rules {

enum class VatCategory {
    standard,        ///< S: a rate above 0
    exempt,          ///< E: sold at home at 0 %
    reverse_charge,  ///< AE: the buyer accounts for it
    intra_community, ///< K: goods to a taxable buyer in another country of the EU
    export_of_goods, ///< G: goods that leave the EU
    out_of_scope,    ///< O: no VAT of ours, and no VAT number in the document
};

/// "S", "E", "AE", "K", "G" or "O".
const char* code_of(VatCategory category);
/// The reason as a code of the VATEX list; empty for S, which has none, and for E, whose reason is
/// a sentence.
const char* exemption_code_of(VatCategory category);

/// What a line is under code_of(VatTreatment). Nothing where there is no such treatment, or it
/// does not go with the rate: only what is sold at home or through the one-stop shop bears any.
std::optional<VatCategory> vat_category(std::string_view treatment, VatRate rate);

} // namespace duesday::rules
