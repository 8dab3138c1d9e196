#include "partner/cards.hpp"

#include <utility>

namespace duesday::partner {

std::unique_ptr<CardGateway> make_cards(CardProvider provider)
{
    if (provider.mollie)
        return make_mollie_cards(std::move(*provider.mollie));
    return make_sandbox_cards(provider.book_file, provider.book_id, std::move(provider.real));
}

} // namespace duesday::partner
