// A reading becomes what is billed (MTR-022, MTR-025).
#pragma once

#include "flow/waiting_readings.hpp"
#include "rules/metering/released_volume.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

/// What its release bills: nothing for the first reading of a device. A value that is released
/// although it is questioned counts the plain difference, be it backwards.
std::vector<rules::ReleasedVolume> volumes_of_release(store::Database& database,
                                                      const WaitingReading& waiting);

/// That a person takes the answer for what is questioned.
struct ForcedBy {
    std::string_view person, reason;
};
/// Releases it with its volumes, and writes the protocol where it was forced.
void release_reading(store::Write& write, const WaitingReading& waiting,
                     const std::vector<rules::ReleasedVolume>& volumes,
                     const std::optional<ForcedBy>& forced);

/// Holds a reading that fails the second check, and writes the protocol (MTR-024). One that was
/// held before is written down once.
void hold_reading(store::Write& write, const WaitingReading& waiting);

/// Once all meters that the contract needs are released for the day that they were wanted for, it
/// is not asked any more, and gets its next day. True where that is so now.
bool close_term_if_complete(store::Write& write, const std::vector<store::MeterRow>& meters);

/// All of them together: what is billed more, or less than 0.
std::int64_t volume_of(const std::vector<rules::ReleasedVolume>& volumes);
/// "17200 of 2026-12-28 is released; 9000 is billed", with what puts days right that were billed.
std::string billed_text(const rules::Reading& reading,
                        const std::vector<rules::ReleasedVolume>& volumes);

} // namespace duesday::flow
