// Who charges cards here: the one place that knows all providers.
#pragma once

#include "partner/card_gateway.hpp"
#include "partner/mollie.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace duesday::partner {

struct CardProvider {
    std::optional<MollieSettings> mollie; ///< nothing: the sandbox
    std::string book_file, book_id;
    std::function<Timestamp()> real; ///< for what the sandbox records
};

/// There is no fallback: where a real provider is set up, no other is asked (DESIGN 2).
std::unique_ptr<CardGateway> make_cards(CardProvider provider);

} // namespace duesday::partner
