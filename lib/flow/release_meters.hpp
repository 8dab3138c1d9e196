// What the program `release-meters` does: readings are checked once more and released for billing
// (MTR-022 to MTR-025).
#pragma once

#include "base/date.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct ReleaseOptions {
    std::vector<std::string> contracts; ///< empty: all of which something waits
    std::optional<std::string> source;  ///< one source, or "all"; else what the configuration says
    bool whole_contract = false;
    bool estimate_missing = false;
};
/// The nightly job. What fails the second check is held and written down; the rest of its contract
/// is released, unless `whole_contract`. Grouped in Writes; killed, it is caught up by the next
/// run. Refused: unknown_contract.
void release_meters(runtime::Context& context, const ReleaseOptions& options);

struct ForceOptions {
    std::string meter;
    std::string reason;
    std::optional<std::string> serial; ///< of the device, where readings of two wait
};
/// A person releases the reading of a meter that waits, questioned or not. Shown first, done once
/// confirmed. Refused: unknown_meter, unknown_serial, nothing_waits, ambiguous_device,
/// contract_ended, and date_order where the day cannot be billed any more.
void release_meters_force(runtime::Context& context, const ForceOptions& options);

/// The protocol of what was implausible (MTR-024), of one run or of all.
void release_meters_protocol(runtime::Context& context, const std::optional<std::string>& run);

struct VolumeOptions {
    std::vector<std::string> contracts; ///< empty: all
    std::optional<Date> from, to;       ///< last days of volumes, inclusive
    std::optional<Date> released_from, released_to;
};
/// What is billed of meters: a row for each volume.
void release_meters_volumes(runtime::Context& context, const VolumeOptions& options);

} // namespace duesday::flow
