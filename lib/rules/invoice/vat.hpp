// Which VAT a sale bears (D21).
#pragma once

#include "base/money.hpp"

#include <map>
#include <string>
#include <string_view>

namespace duesday::rules {

enum class VatTreatment {
    domestic,       ///< the seller's own rate
    reverse_charge, ///< 0 %, the buyer accounts for it
    destination,    ///< the rate of the buyer's country, through the one-stop shop
    out_of_scope,   ///< no VAT of ours
    // Of goods, which decide_vat does not know: services, and all that is sold today, are above.
    intra_community, ///< 0 %, to a taxable buyer in another country of the EU
    export_of_goods, ///< 0 %, out of the EU
};

const char* code_of(VatTreatment treatment);

/// The seller's situation, from configuration (`vat.*`).
struct VatPolicy {
    std::string seller_country;
    VatRate standard;
    bool oss = false; ///< the one-stop shop is used
    std::map<std::string, VatRate> oss_rates;
};

/// Why no rate can be said. The line is then left out before anything is charged (M4).
enum class VatProblem {
    none,
    country_unknown,          ///< the buyer's country is none
    destination_rate_missing, ///< the one-stop shop is used, but names no rate for this country
};

const char* code_of(VatProblem problem);
std::string explain(VatProblem problem, std::string_view buyer_country);

struct VatDecision {
    VatProblem problem = VatProblem::none;
    VatTreatment treatment = VatTreatment::domestic;
    VatRate rate;

    friend bool operator==(const VatDecision&, const VatDecision&) = default;
};

/// Same country: the seller's rate. Other EU country (XI included): reverse charge with a valid
/// number of the buyer, else the destination's rate where the one-stop shop is used, else the
/// seller's rate. Elsewhere, or where the seller is not in the EU: out of scope.
/// `has_valid_number`: a VAT number is stored and check_vat_number finds nothing wrong with it. A
/// person with one is treated as what the number says: taxable.
VatDecision decide_vat(const VatPolicy& policy, std::string_view buyer_country,
                       bool has_valid_number);

} // namespace duesday::rules
