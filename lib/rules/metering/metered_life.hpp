// Whether what was billed of a meter is what its released readings say (DESIGN 6, invariant 5).
#pragma once

#include "rules/metering/meter.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace duesday::rules {

/// All that is released of a meter.
struct MeteredLife {
    struct Said {
        std::int64_t device = 0; ///< rises with the devices that stood there one after the other
        Reading reading;
        bool is_estimate = false;
        bool is_corrected = false; ///< another row puts it right
        bool is_forced = false;    ///< a person answers for it, with a reason
    };
    struct Billed {
        Date from, to;
        std::int64_t volume = 0;
        bool is_estimate = false;
        bool puts_right = false; ///< a true-up or a correction: for days that were billed already
    };
    std::vector<Said> readings;  ///< by day, then device; of equal ones the newest last
    std::vector<Billed> volumes; ///< by their last day
};

/// What is wrong with it, as a sentence about the meter; empty where nothing is. Volumes begin at
/// the first reading, follow each other without a gap, and add up to what the counters say.
std::string problem_of(const MeteredLife& life);

} // namespace duesday::rules
