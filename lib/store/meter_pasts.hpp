// What is known of a meter when a reading of it is judged (MTR-023, MTR-026): the one place where
// it is put together, for entries and releases alike.
#pragma once

#include "rules/metering/device_order.hpp"
#include "rules/metering/device_pair.hpp"
#include "rules/metering/limits.hpp"
#include "rules/metering/plausibility.hpp"
#include "store/database.hpp"
#include "store/meters.hpp"

#include <cstdint>
#include <optional>

namespace duesday::store {

struct JudgedReading {
    std::int64_t device = 0; ///< that shows it
    /// Only what was released of days before: as a reading that is put right was judged.
    std::optional<Date> before = std::nullopt;
};
rules::MeterPast meter_past(Database& database, const MeterRow& meter, const JudgedReading& judged,
                            const rules::MeterLimits& limits);

/// The readings on both sides of the last change of devices: released ones, and those that wait.
struct DeviceSides {
    std::int64_t end_device = 0; ///< 0: no device before `device` was read
    rules::DevicePair pair;
};
DeviceSides device_sides(Database& database, std::int64_t meter, std::int64_t device);

/// When devices that stand behind this one in their order were read.
struct LaterDevices {
    Date first_on; ///< of readings that are released or wait
    std::optional<rules::ReadDays> released;
};
std::optional<LaterDevices> later_devices(Database& database, std::int64_t meter,
                                          std::int64_t device);

} // namespace duesday::store
