#include "rules/invoice/vat_currency.hpp"

#include "rules/customer/country.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace duesday::rules {

namespace {

using Row = std::pair<std::string_view, std::string_view>;

/// The other countries of the EU have the euro.
constexpr std::array<Row, 13> others{{
    {"CH", "CHF"},
    {"CZ", "CZK"},
    {"DK", "DKK"},
    {"GB", "GBP"},
    {"HU", "HUF"},
    {"IS", "ISK"},
    {"LI", "CHF"},
    {"NO", "NOK"},
    {"PL", "PLN"},
    {"RO", "RON"},
    {"SE", "SEK"},
    {"SJ", "NOK"},
    {"XI", "GBP"},
}};

} // namespace

std::optional<Currency> vat_currency(std::string_view country)
{
    const auto* const found = std::find_if(others.begin(), others.end(),
                                           [&](const Row& row) { return row.first == country; });
    if (found != others.end())
        return Currency::of(found->second);
    if (is_eu_vat_country(country))
        return Currency::of("EUR");
    return std::nullopt;
}

} // namespace duesday::rules
