// Meters of a machine and what is read from them (CLI.md imports `meters` and `readings`).
#pragma once

#include "base/date.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace duesday::rules {

/// What a meter counts. `total` counts what `black` and `colour` count together.
enum class MeterKind { black, colour, total, other };

const char* name_of(MeterKind kind);
std::optional<MeterKind> meter_kind(std::string_view name);

/// Who reported a reading (MTR-001, MTR-022).
enum class ReadingSource { portal, technician, phone, mail, device };

const char* name_of(ReadingSource source);
std::optional<ReadingSource> reading_source(std::string_view name);

/// What a counter showed at the end of a day; 0 or more.
struct Reading {
    Date read_on;
    std::int64_t value = 0;

    friend bool operator==(const Reading&, const Reading&) = default;
};

/// No counter has more digits.
inline constexpr int most_digits = 18;

/// What a counter of `digits` digits cannot show any more: 10 to their power.
std::int64_t counter_end(int digits);

/// What was counted from `last` to `value` on a counter that begins at 0 again behind its last
/// digit; nothing where the value is lower and the number of digits is not known (MTR-026 R2, R3).
std::optional<std::int64_t> counted(std::int64_t last, std::int64_t value,
                                    std::optional<int> digits);

} // namespace duesday::rules
