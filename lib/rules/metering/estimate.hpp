// What is billed for a meter that nobody read, until somebody does.
#pragma once

#include "rules/metering/plausibility.hpp"

#include <optional>

namespace duesday::rules {

struct EstimateFacts {
    const MeterPast* past = nullptr;      ///< of the device that stands there now
    std::optional<std::int64_t> standing; ///< what it showed last, estimates among them
    std::optional<Date> billed_until;
    Date due_on; ///< the day for which it should have been read
};

enum class EstimateRefusal {
    never_read,     ///< nothing is known of the present device
    device_changed, ///< its first value, or the last one of the device before it, is missing (R8)
    no_history,     ///< nothing was counted yet from which to conclude
    billed_already, ///< up to that day
};

/// "never_read" and so on.
const char* name_of(EstimateRefusal refusal);

struct Estimate {
    std::optional<EstimateRefusal> refusal; ///< nothing: it can be estimated
    std::int64_t volume = 0;                ///< that is billed up to the day, 0 or more
    std::int64_t value = 0;                 ///< what the counter would show then
};

/// By what the meter's own history lets expect (MTR-026 R4), from where it is billed to the day.
Estimate estimate_of(const EstimateFacts& facts);

} // namespace duesday::rules
