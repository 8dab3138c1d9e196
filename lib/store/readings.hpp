// Readings that wait for their release, attempts that were rejected, and what is released (MTR-017
// to MTR-021).
#pragma once

#include "rules/metering/meter.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// A stored reading of one meter.
struct ReadingRow {
    std::int64_t id = 0;
    std::int64_t device = 0;
    rules::Reading reading;
    std::string source; ///< "portal" and so on; "estimate"
    std::string state;
    std::string rule; ///< R1 to R8 where it was questioned when it was entered or held; else empty
};

/// What waits for its release: one a device, in the order of the devices.
std::vector<ReadingRow> current_readings(Database& database, std::int64_t meter);
std::optional<ReadingRow> current_reading(Database& database, std::int64_t meter,
                                          std::int64_t device);
/// Whether this very value of this day was rejected before.
bool was_rejected(Database& database, std::int64_t meter, std::int64_t device,
                  const rules::Reading& reading);
/// The last attempt that was rejected, unless something else was entered or released since.
std::optional<ReadingRow> open_rejection(Database& database, std::int64_t meter);

/// The last released reading of a device, estimates among them; of equal days the newest.
std::optional<ReadingRow> last_released(Database& database, std::int64_t meter,
                                        std::int64_t device);
/// The last released readings of a meter, the present device's first, at most `most`; a counter-
/// reading stands for what it puts right.
std::vector<ReadingRow> last_released(Database& database, std::int64_t meter, int most);

/// The last day of which anything is released of a meter.
std::optional<Date> released_until(Database& database, std::int64_t meter);
/// What is released of a day, the later device first, then the newest; as above.
std::vector<ReadingRow> released_on(Database& database, std::int64_t meter, Date read_on);
/// What the device showed next, released and no estimate.
std::optional<ReadingRow> next_shown(Database& database, std::int64_t meter, std::int64_t device,
                                     Date after);

struct NewReading {
    std::int64_t meter = 0;
    std::int64_t device = 0;
    rules::Reading reading;
    std::string_view source;
    std::string_view reason; ///< of an operator; else empty
    std::string_view rule;   ///< R1 to R8 where it was questioned; else empty
};
/// Entered by the actor of the Write, in the state "entered", "held" or "rejected". Its id.
std::int64_t add_reading(Write& write, const NewReading& reading, std::string_view state);
/// A reading that waits is corrected by another one.
void replace_reading(Write& write, std::int64_t id);

/// A counter-reading (MTR-021): released at once, in the place of the released one that it puts
/// right. Its id.
std::int64_t add_counter_reading(Write& write, const NewReading& reading, std::int64_t corrects);

} // namespace duesday::store
