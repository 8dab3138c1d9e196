// Estimates for meters that nobody read when they were due.
#pragma once

#include "flow/portal_findings.hpp"
#include "flow/waiting_readings.hpp"

#include <vector>

namespace duesday::flow {

struct EstimatedContract {
    const std::vector<store::MeterRow>& meters;
    const std::vector<WaitingReading>& waiting; ///< what waits is not missing
    const rules::MeterLimits& limits;
};
/// Releases an estimate for each meter that the contract needs and that is not read for the day on
/// which it was due, today or before; what cannot be estimated asks for a person.
void estimate_missing(runtime::Context& context, const EstimatedContract& contract,
                      store::Write* write, PortalFindings& findings);

} // namespace duesday::flow
