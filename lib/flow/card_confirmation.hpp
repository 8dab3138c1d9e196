// Imported cards: their provider is asked about each of them once, before anything is charged to it
// (CLI.md "import-data cards").
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/card_confirmations.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace duesday::flow {

/// By the id of the card.
using CardStandings = std::map<std::int64_t, partner::CardStanding>;

/// Asks about the cards side by side, and records in one Write what is told: confirmed, or refused,
/// after which the customer has no card. What is not told stays to be asked. Fills in `standings`
/// as far as it came, also where it ends with a Fault.
void ask_about_cards(const runtime::Context& context, partner::CardGateway& gateway,
                     const std::vector<store::UnconfirmedCard>& cards, CardStandings& standings);

/// Asks about all that are current.
void poll_unconfirmed_cards(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
