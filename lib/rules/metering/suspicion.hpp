// What probably happened to a reading that is questioned, and what was meant.
#pragma once

#include "rules/metering/single_reading.hpp"

#include <optional>
#include <span>
#include <vector>

namespace duesday::rules {

/// The readings of a machine's meters; nothing where one was not read.
using MachineReadings = std::vector<std::optional<SingleReading>>;

/// Puts a suspicion into each question about a value, with a proposal that passes R1 to R5 where
/// there is one. Two meters whose values were given for each other are questioned both, even where
/// one of them passes by chance.
void suspect(MachineReadings& readings);

/// The question is about what was shown, not about when or on which device.
bool is_about_the_value(const Question& question);

} // namespace duesday::rules
