// Cards: one current card a customer, earlier ones as history. Never a card number (SUB-061).
#pragma once

#include "rules/customer/card.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct CardRow {
    std::int64_t id = 0;
    std::int64_t customer = 0;
    std::string provider; ///< the only client that may charge it (DESIGN 2)
    std::string provider_customer;
    std::string mandate;
    std::string brand; ///< visa or mastercard (SUB-057)
    std::string last4;
    std::string expires; ///< YYYY-MM
    Date registered_on;
    std::string state; ///< testing, ready or refused (SUB-049)
    bool is_current = false;
};

std::optional<CardRow> current_card(Database& database, std::int64_t customer);
/// All cards of a customer, the latest first.
std::vector<CardRow> cards_of(Database& database, std::int64_t customer);

/// What the rules ask about a card, from the columns of that name.
rules::CardFacts card_facts(std::string_view brand, std::string_view last4,
                            std::string_view expires, std::string_view state);
rules::CardFacts card_facts(const CardRow& card);

} // namespace duesday::store
