// The limits of MTR-026 for a meter: usual ones, and others where a firm has set them for a model
// or a kind of meter.
#pragma once

#include "rules/metering/device_pair.hpp"
#include "rules/metering/plausibility.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// A limit that a firm has set.
struct LimitSetting {
    std::string model;             ///< empty: of each
    std::optional<MeterKind> kind; ///< nothing: of each
    std::string name;              ///< as PlausibilityLimits calls it
    std::int64_t value = 0;
};

class MeterLimits {
public:
    MeterLimits() = default;
    /// Fault(bug) where a name is none of a limit.
    explicit MeterLimits(std::vector<LimitSetting> settings,
                         int device_pair_days = usual_device_pair_days);

    /// What is set for the model goes before what is set for the kind, and both together before
    /// either.
    PlausibilityLimits of(std::string_view model, MeterKind kind) const;
    int device_pair_days() const { return device_pair_days_; }

private:
    std::vector<LimitSetting> settings_; ///< the more special the later
    int device_pair_days_ = usual_device_pair_days;
};

} // namespace duesday::rules
