// Where another device came to stand in a machine's place: the end reading of the old one and the
// start reading of the new one, between which nothing is lost (MTR-026 R8).
#pragma once

#include "rules/metering/meter.hpp"

#include <optional>

namespace duesday::rules {

/// How many days the end reading may be older than the start reading, unless configuration says
/// otherwise.
inline constexpr int usual_device_pair_days = 7;

/// A meter's readings on both sides of the change, as far as they are there.
struct DevicePair {
    std::optional<Reading> end;   ///< the last one of the device before; nothing: it was never read
    std::optional<Reading> start; ///< the first one of the present device
};

/// The present device counts on where the one before it ended. Nothing ends where that one was
/// never read.
bool is_complete(const DevicePair& pair, int pair_days);

/// A device of the two.
enum class PairSide {
    end,   ///< the one that stood there before
    start, ///< the one that stands there now
};

/// Which device showed a value whose serial number nobody gave. While the end reading is missing,
/// a value that goes on from the old device is taken for it: whoever changes a device reads both.
PairSide side_of(const DevicePair& pair, const Reading& reading, int pair_days);

} // namespace duesday::rules
