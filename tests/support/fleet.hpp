// A synthetic fleet of copiers with a quarter's readings, some of them faulty: what the rules about
// plausible readings are measured on. It knows nothing of those rules.
//
// A machine's mean monthly volume is log-normal within its model (sigma 0.6) and each month's own
// factor log-normal (sigma 0.2); a year's course is one of several between 0.6 and 1.3; the trend
// is up to 15 % a year either way; 3 % of months count nothing, 1 % of devices are swapped within
// the quarter, 0.5 % of counters begin again at 0. Nine machines in ten have been read for two to
// five years, the others for less. 5 % of readings are faulty, in equal parts: two neighbouring
// digits transposed, one digit too many, one missing, two meters swapped, the previous value again,
// ten times off to either side.
#pragma once

#include "rules/metering/plausibility.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace duesday::test {

enum class ReadingFault { transposed, extra_digit, missing_digit, swapped, previous, ten_times };

inline constexpr std::array<ReadingFault, 6> reading_faults{
    ReadingFault::transposed, ReadingFault::extra_digit, ReadingFault::missing_digit,
    ReadingFault::swapped,    ReadingFault::previous,    ReadingFault::ten_times};

const char* name_of(ReadingFault fault);

struct FleetMeter {
    rules::MeterPast past;
    std::int64_t true_value = 0;
    std::int64_t reported_value = 0;
    std::int64_t usual_volume = 0; ///< what a quarter like this one counts on average
    std::optional<ReadingFault> fault;
};

struct FleetMachine {
    std::vector<FleetMeter> meters; ///< black; or black and colour; or these and their total
    Date read_on;
};

/// The same fleet for the same seed.
std::vector<FleetMachine> make_fleet(std::uint64_t seed, int machines);

} // namespace duesday::test
