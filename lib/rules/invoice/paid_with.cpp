#include "rules/invoice/paid_with.hpp"

#include <algorithm>

namespace duesday::rules {

std::string paid_with(const CardUsed& card)
{
    return card.brand + " " + card.last4;
}

std::optional<CardUsed> card_used(std::string_view paid_with)
{
    constexpr std::size_t last_digits = 4;
    const auto blank = paid_with.rfind(' ');
    if (blank == paid_with.npos || blank == 0)
        return std::nullopt;
    const auto digits = paid_with.substr(blank + 1);
    const bool is_number =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits.size() != last_digits || !is_number)
        return std::nullopt;
    return CardUsed{std::string{paid_with.substr(0, blank)}, std::string{digits}};
}

} // namespace duesday::rules
