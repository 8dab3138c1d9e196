// Charges that a complete look-up at their provider did not find.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>

namespace duesday::store {

/// Real time of the first look-up that missed the charge.
std::optional<Timestamp> first_miss(Database& database, std::int64_t charge);
/// Records one, now; it takes the place of an earlier one.
void note_miss(Write& write, std::int64_t charge);

} // namespace duesday::store
