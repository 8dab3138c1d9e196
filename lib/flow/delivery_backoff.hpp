// When a letter that did not get through is tried again. Pure.
#pragma once

#include "base/timestamp.hpp"

#include <optional>

namespace duesday::flow {

/// 1 minute after the first failure, then 5 and 30 minutes, 2 and 6 hours, then every 12 hours;
/// nothing once it has been failing for 3 days: then a person has to look. `failures` counts this
/// one, and those since it was made to wait; `failing_since` is the first of them.
std::optional<Timestamp> next_delivery(int failures, Timestamp failing_since, Timestamp now);

} // namespace duesday::flow
