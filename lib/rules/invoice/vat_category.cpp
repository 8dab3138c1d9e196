#include "rules/invoice/vat_category.hpp"

#include "rules/invoice/vat.hpp"

#include <array>

namespace duesday::rules {

namespace {

struct Codes {
    const char* category;
    const char* exemption;
};

constexpr std::array<Codes, 6> codes{{{"S", ""},
                                      {"E", ""},
                                      {"AE", "VATEX-EU-AE"},
                                      {"K", "VATEX-EU-IC"},
                                      {"G", "VATEX-EU-G"},
                                      {"O", "VATEX-EU-O"}}};

} // namespace

const char* code_of(VatCategory category)
{
    return codes.at(static_cast<std::size_t>(category)).category;
}

const char* exemption_code_of(VatCategory category)
{
    return codes.at(static_cast<std::size_t>(category)).exemption;
}

std::optional<VatCategory> vat_category(std::string_view treatment, VatRate rate)
{
    const bool has_rate = rate.hundredths_of_percent > 0;
    if (treatment == code_of(VatTreatment::domestic) ||
        treatment == code_of(VatTreatment::destination))
        return has_rate ? VatCategory::standard : VatCategory::exempt;
    if (has_rate)
        return std::nullopt;
    if (treatment == code_of(VatTreatment::reverse_charge))
        return VatCategory::reverse_charge;
    if (treatment == code_of(VatTreatment::intra_community))
        return VatCategory::intra_community;
    if (treatment == code_of(VatTreatment::export_of_goods))
        return VatCategory::export_of_goods;
    if (treatment == code_of(VatTreatment::out_of_scope))
        return VatCategory::out_of_scope;
    return std::nullopt;
}

} // namespace duesday::rules
