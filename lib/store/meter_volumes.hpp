// What is billed of meters: the volumes that released readings stand for.
#pragma once

#include "rules/metering/released_volume.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace duesday::store {

struct NewMeterVolume {
    std::int64_t meter = 0;
    std::int64_t reading = 0; ///< the released one that it comes from
    rules::ReleasedVolume volume;
};
void add_meter_volume(Write& write, const NewMeterVolume& volume);

/// What was billed for the days after `after` up to `until`, put right or not.
std::int64_t billed_between(Database& database, std::int64_t meter, Date after, Date until);
/// Where the volume begins that a reading of the device on this day was billed with; nothing where
/// it was the device's first one.
std::optional<Date> billed_from(Database& database, std::int64_t meter, std::int64_t device,
                                Date read_on);

/// Where what was billed for the days after `after` up to `until` begins; nothing where nothing
/// was.
std::optional<Date> first_billed(Database& database, std::int64_t meter, Date after, Date until);

/// The day up to which a meter is billed: that of its first reading, before there is any volume;
/// nothing where it was never read.
std::optional<Date> billed_until(Database& database, std::int64_t meter);
/// What was billed by estimates for days after `after`, on which it was read last.
std::optional<rules::EstimatedSince> estimated_since(Database& database, std::int64_t meter,
                                                     Date after);

/// A volume with whose it is.
struct BilledRow {
    std::string customer, contract, machine, meter;
    std::string counts; ///< black, colour, total or other
    rules::ReleasedVolume volume;
    std::int64_t value = 0; ///< that the counter showed, or was estimated at
    std::string source;     ///< of the reading; "estimate" where nobody read it
    Date released_on;
};
/// Days are inclusive; nothing: any.
struct WantedVolumes {
    std::optional<std::int64_t> contract;
    std::optional<Date> from, to;                   ///< last days of volumes
    std::optional<Date> released_from, released_to; ///< days of releases
};
/// By contract, meter and last day.
void each_billed_volume(Database& database, const WantedVolumes& wanted,
                        const std::function<void(const BilledRow&)>& volume);

} // namespace duesday::store
