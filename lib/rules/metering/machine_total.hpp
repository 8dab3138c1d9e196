// R6: black and colour together are the total.
#pragma once

#include "rules/metering/suspicion.hpp"

namespace duesday::rules {

/// What is proposed for one of the three fits to the other two, or is not proposed. Nothing changes
/// where they were not all read, or one of a kind is not the only one.
void fit_to_total(MachineReadings& readings);

/// Questions what does not fit. Where one slip explains the difference, its meter alone; else all
/// three, since nobody knows which. A meter that is questioned already explains it by itself.
void judge_total(MachineReadings& readings);

} // namespace duesday::rules
