// Readings in bulk: history, of which each row is released at once.
#pragma once

#include "base/date.hpp"
#include "rules/metering/meter.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct ReleasedReading {
    std::int64_t device = 0;
    Date read_on;
    std::int64_t value = 0;
    bool is_estimate = false;
};

/// A meter to which readings come.
struct ReadMeter {
    std::int64_t id = 0;
    std::int64_t machine = 0;
    std::string machine_key;
    std::string contract_key;
    std::optional<Date> contract_ends_on;
    std::optional<int> digits;
    std::string model;
    rules::MeterKind kind = rules::MeterKind::other;
    std::optional<ReleasedReading> last; ///< released, of the last device that was read
    Date counted_until;                  ///< where its volumes go on; says nothing without `last`
};
std::optional<ReadMeter> read_meter(Database& database, std::string_view key);

std::int64_t last_reading_id(Database& database);
struct ImportedReading {
    std::int64_t id = 0;
    std::int64_t device = 0;
    std::int64_t value = 0;
};
/// What files gave under this key: one a device.
std::vector<ImportedReading> imported_readings(Database& database, std::int64_t meter, Date read_on,
                                               std::string_view source);
/// Released today; its id.
std::int64_t add_imported_reading(Write& write, std::int64_t meter, const ReleasedReading& reading,
                                  std::string_view source);
void add_imported_volume(Write& write, std::int64_t meter, std::int64_t reading, Date from_on,
                         Date to_on, std::int64_t volume);

} // namespace duesday::store
