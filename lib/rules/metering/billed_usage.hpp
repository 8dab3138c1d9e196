// What a meter counted, from the rows that were billed for it.
#pragma once

#include "rules/metering/usage.hpp"

#include <span>

namespace duesday::rules {

/// A released volume of a meter.
struct BilledVolume {
    Usage usage; ///< may be negative where it puts another one right
    /// A true-up or a correction, for days that others were billed for.
    bool puts_right = false;
};

/// What was counted, as is known today: what puts something right is added to the days that it is
/// for. `volumes` stand by their last day. Stretches of a true-up over several estimates become
/// one, since nobody knows when in them the difference was counted.
UsageHistory usage_of(std::span<const BilledVolume> volumes);

} // namespace duesday::rules
