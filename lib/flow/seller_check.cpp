#include "flow/seller_check.hpp"

#include "base/fault.hpp"
#include "rules/customer/country.hpp"
#include "rules/customer/identification.hpp"
#include "rules/invoice/iban.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

constexpr std::string_view oss_rates = "vat.oss_rates.";

/// A variable's name says which setting it is.
[[noreturn]] void refuse(const runtime::Setting& setting, const std::string& text)
{
    const auto where = setting.origin == "environment"
                           ? setting.place
                           : fmt::format("{}: '{}'", setting.place, setting.path);
    throw Fault{FaultKind::bad_setup, fmt::format("{} {}", where, text), "see duesday.toml(5)"};
}

void check_vat_number(const runtime::Seller& seller, const runtime::Setting& setting)
{
    if (seller.vat_number.empty() || seller.country.empty())
        return;
    const auto problem = rules::check_vat_number(seller.country, seller.vat_number);
    if (problem != rules::IdentificationProblem::none)
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{}: 'seller.vat_number': {}", setting.place,
                                rules::explain(problem, seller.country, seller.vat_number)),
                    "see duesday.toml(5)"};
}

} // namespace

void check_seller(const runtime::LoadedConfig& loaded)
{
    const auto& seller = loaded.config.seller;
    for (const auto& setting : loaded.settings) {
        if (setting.path == "seller.country" && setting.origin != "default" &&
            !rules::is_country(seller.country))
            refuse(setting, "must be a country of ISO 3166-1 in two capital letters, such as "
                            "\"BE\"");
        if (setting.path == "seller.vat_number")
            check_vat_number(seller, setting);
        if (setting.path == "seller.iban" && !seller.iban.empty() && !rules::is_iban(seller.iban))
            refuse(setting, "is no account that money can go to: its length or its check digits "
                            "are wrong");
        if (setting.path.starts_with(oss_rates) &&
            !rules::is_eu_vat_country(setting.path.substr(oss_rates.size())))
            refuse(setting, "must be a country of the EU in two capital letters");
    }
}

} // namespace duesday::flow
