#include "rules/invoice/vat.hpp"

#include "rules/customer/country.hpp"

#include <fmt/format.h>

namespace duesday::rules {

const char* code_of(VatTreatment treatment)
{
    switch (treatment) {
    case VatTreatment::domestic:
        return "domestic";
    case VatTreatment::reverse_charge:
        return "reverse_charge";
    case VatTreatment::destination:
        return "destination";
    case VatTreatment::out_of_scope:
        return "out_of_scope";
    case VatTreatment::intra_community:
        return "intra_community";
    case VatTreatment::export_of_goods:
        return "export";
    }
    return "";
}

const char* code_of(VatProblem problem)
{
    switch (problem) {
    case VatProblem::none:
        return "none";
    case VatProblem::country_unknown:
        return "country_unknown";
    case VatProblem::destination_rate_missing:
        return "destination_rate_missing";
    }
    return "";
}

std::string explain(VatProblem problem, std::string_view buyer_country)
{
    switch (problem) {
    case VatProblem::none:
        return {};
    case VatProblem::country_unknown:
        return fmt::format("no VAT can be worked out for country '{}' (D21): correct the "
                           "customer's country",
                           buyer_country);
    case VatProblem::destination_rate_missing:
        return fmt::format("vat.oss has no rate for {} (D21): add it to the configuration",
                           buyer_country);
    }
    return {};
}

VatDecision decide_vat(const VatPolicy& policy, std::string_view buyer_country,
                       bool has_valid_number)
{
    if (!is_country(buyer_country))
        return {VatProblem::country_unknown, VatTreatment::domestic, {}};
    if (buyer_country == policy.seller_country)
        return {VatProblem::none, VatTreatment::domestic, policy.standard};
    if (!is_eu_vat_country(buyer_country) || !is_eu_vat_country(policy.seller_country))
        return {VatProblem::none, VatTreatment::out_of_scope, {}};
    if (has_valid_number)
        return {VatProblem::none, VatTreatment::reverse_charge, {}};
    if (!policy.oss)
        return {VatProblem::none, VatTreatment::domestic, policy.standard};
    const auto rate = policy.oss_rates.find(std::string{buyer_country});
    if (rate == policy.oss_rates.end())
        return {VatProblem::destination_rate_missing, VatTreatment::destination, {}};
    return {VatProblem::none, VatTreatment::destination, rate->second};
}

} // namespace duesday::rules
