// Which device of a machine shows a reading, where another one came to stand there (MTR-026 R8).
#pragma once

#include "rules/metering/limits.hpp"
#include "runtime/context.hpp"
#include "store/meters.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// By its serial number, else by what the value goes on from; its id. Refused: unknown_serial, and
/// earlier_device where the one behind it counts already.
std::optional<std::int64_t> read_device(runtime::Context& context, const store::MeterRow& meter,
                                        const rules::Reading& reading,
                                        const std::optional<std::string>& serial,
                                        const rules::MeterLimits& limits);

/// The devices with this serial number, the last one first: more than one where it came back.
/// Empty: refused with unknown_serial.
std::vector<std::int64_t> devices_with_serial(runtime::Context& context,
                                              const store::MeterRow& meter,
                                              const std::string& serial);

} // namespace duesday::flow
