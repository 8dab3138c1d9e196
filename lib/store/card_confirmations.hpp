// Imported cards that their provider was not asked about yet (CLI.md "import-data cards").
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct UnconfirmedCard {
    std::int64_t id = 0;
    std::string customer; ///< the firm's key
    std::string provider_customer, mandate;
    std::string brand, last4;
};

/// Current cards of a provider, by id, after the id of the last one seen.
std::vector<UnconfirmedCard> unconfirmed_cards(Database& database, std::string_view provider,
                                               std::int64_t after_id, int limit);
/// The provider would charge it. One that it would not is refused (store::refuse_card).
void confirm_card(Write& write, std::int64_t card);

} // namespace duesday::store
