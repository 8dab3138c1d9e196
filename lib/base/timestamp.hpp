// Moments in UTC, to the millisecond.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday {

/// A moment as the book stores it: UTC, "2026-11-30T01:17:00.000Z". Text of this form sorts as
/// the moments do, so SQL compares it as text.
struct Timestamp {
    std::int64_t ms_since_1970 = 0;

    Timestamp plus_seconds(std::int64_t seconds) const { return {ms_since_1970 + seconds * 1000}; }
    std::string iso() const; ///< Fault(bug) outside the years of Date
    static std::optional<Timestamp> parse(std::string_view text);

    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

} // namespace duesday
