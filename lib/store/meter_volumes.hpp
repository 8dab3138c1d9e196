// What is billed of meters: the volumes that released readings stand for.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace duesday::store {

struct NewMeterVolume {
    std::int64_t meter = 0;
    std::int64_t reading = 0; ///< the released one that it comes from
    std::string_view kind;    ///< reading, estimate, true_up or correction
    Date from_on;             ///< of the earlier reading, which counts for the time before
    Date to_on;
    std::int64_t volume = 0; ///< below 0 only where it puts something right
};
void add_meter_volume(Write& write, const NewMeterVolume& volume);

/// What was billed for the days after `after` up to `until`, put right or not.
std::int64_t billed_between(Database& database, std::int64_t meter, Date after, Date until);
/// Where the volume begins that a reading of the device on this day was billed with; nothing where
/// it was the device's first one.
std::optional<Date> billed_from(Database& database, std::int64_t meter, std::int64_t device,
                                Date read_on);

} // namespace duesday::store
