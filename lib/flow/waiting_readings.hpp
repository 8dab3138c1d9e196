// The readings of a contract that wait for their release, judged with what is known now (MTR-023).
#pragma once

#include "rules/metering/limits.hpp"
#include "rules/metering/plausibility.hpp"
#include "store/meters.hpp"
#include "store/readings.hpp"

#include <cstdint>
#include <vector>

namespace duesday::flow {

struct WaitingReading {
    store::MeterRow meter;
    store::ReadingRow row;
    rules::MeterPast past;
    rules::Judgement judgement;
};

/// By machine and meter; of one meter the earlier device first. The readings of a machine's device
/// and day explain each other, those among them that are released already.
std::vector<WaitingReading> waiting_readings(store::Database& database,
                                             const std::vector<store::MeterRow>& meters,
                                             const rules::MeterLimits& limits, Date today);

} // namespace duesday::flow
