// Who charges cards, as the configuration says.
#pragma once

#include "partner/cards.hpp"
#include "runtime/context.hpp"

#include <string>

namespace duesday::flow {

inline constexpr int calls_in_flight = 16;

/// The configured key of the provider. Fault(bad_setup) where it cannot be read, or does not fit
/// the book: a live book takes a live key only, a sandbox book a test key only.
std::string fitting_card_key(const runtime::Config& config, store::Mode mode);

/// Fault(bad_setup) before anything is asked where a setting is missing, or where the key does not
/// fit the book.
partner::CardProvider card_provider(const runtime::Context& context,
                                    int side_by_side = calls_in_flight);

} // namespace duesday::flow
