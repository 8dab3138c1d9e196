// How an invoice says that it was paid with a card: "visa 4242".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

struct CardUsed {
    std::string brand; ///< "visa"
    std::string last4; ///< four digits

    friend bool operator==(const CardUsed&, const CardUsed&) = default;
};

/// "visa 4242".
std::string paid_with(const CardUsed& card);

/// The card in it; nothing where it names another means, such as "bank transfer".
std::optional<CardUsed> card_used(std::string_view paid_with);

} // namespace duesday::rules
