// What is billed when a reading is released: as what, for which days and how much.
#pragma once

#include "rules/metering/meter.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace duesday::rules {

enum class VolumeKind {
    reading,    ///< counted up to a reading
    estimate,   ///< taken for counted, since nobody read the meter
    true_up,    ///< what an estimate was too low by, or less than 0
    correction, ///< what a reading was too low by, or less than 0
};

/// "reading", "true_up" and so on, as it is stored.
const char* name_of(VolumeKind kind);
std::optional<VolumeKind> volume_kind(std::string_view name);
/// For days that were billed before: it may be negative.
bool puts_right(VolumeKind kind);

struct ReleasedVolume {
    VolumeKind kind = VolumeKind::reading;
    Date from; ///< of the earlier reading, which counts for the time before
    Date to;
    std::int64_t volume = 0;

    friend bool operator==(const ReleasedVolume&, const ReleasedVolume&) = default;
};

/// What was billed by estimates since a meter was read last.
struct EstimatedSince {
    Date from; ///< where the first of them begins
    std::int64_t volume = 0;
};

/// From where a meter's volumes go on.
struct BilledSoFar {
    Date read_on;      ///< the last reading of the same device, estimates apart
    Date billed_until; ///< before `read_on` where another device stood there then
    std::optional<EstimatedSince> estimated;
};

/// The volumes of a reading of `read_on`, which is later than all that is billed, when `counted`
/// was counted since the last one. Where days of that were estimated, what was counted is spread
/// evenly over the days; the estimated ones get a row of their own, which puts them right, be it by
/// 0. What was counted backwards, because a person says so, is taken back by a correction.
std::vector<ReleasedVolume> volumes_of_reading(const BilledSoFar& billed, Date read_on,
                                               std::int64_t counted);

} // namespace duesday::rules
