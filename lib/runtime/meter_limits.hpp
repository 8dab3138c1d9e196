// The limits of plausible readings as settings (MTR-026): of all meters, of a kind, of a model.
#pragma once

#include "runtime/known_settings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::runtime {

struct KnownLimit {
    std::string_view name;
    std::int64_t usual;
    std::int64_t least, most; ///< that it may be set to
};
std::span<const KnownLimit> known_limits();

/// Nothing where there is no such limit.
const KnownLimit* find_limit(std::string_view name);
bool is_meter_kind(std::string_view kind);

/// Replaces what was set for the same meters. Why the value cannot be; empty where it was taken.
std::string set_limit(Config& config, const MeterLimit& limit);

/// [meters]: those of all meters, and the days of a change of devices.
std::vector<KnownSetting> meter_limit_settings();

} // namespace duesday::runtime
