// Calendar dates. A business day is a date in the firm's time zone, never a moment; moments are
// Timestamp (base/timestamp.hpp).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday {

/// A day of the Gregorian calendar from 1900-01-01 to 9999-12-31. Always valid; arithmetic that
/// leaves the range is a Fault of kind bug. Month arithmetic clamps the day to the month's length
/// (decision D2): std::chrono and SQLite would roll 31 March minus one month over to 3 March.
class Date {
public:
    /// 1970-01-01, so that a Date can stand in a struct that is filled later.
    Date() = default;

    /// Fault(bug) where the day does not exist.
    Date(int year, int month, int day);

    /// Exactly "YYYY-MM-DD" of an existing day, else nothing.
    static std::optional<Date> parse(std::string_view text);
    /// As parse, for text that the book or a test guarantees; Fault(bad_input) otherwise.
    static Date from_iso(std::string_view text);
    /// Fault(bug) outside the range.
    static Date from_days(std::int64_t days_since_1970);

    int year() const;
    int month() const; ///< 1 to 12
    int day() const;   ///< 1 to 31
    std::int32_t days_since_1970() const { return days_; }

    Date plus_days(int days) const;
    /// Same day of another month, clamped: 31 March minus 1 month is the last of February.
    Date plus_months(int months) const;
    Date end_of_month() const;

    std::string iso() const;        ///< "2026-11-30", what the book and JSON hold
    std::string year_month() const; ///< "2026-11"

    friend auto operator<=>(const Date&, const Date&) = default;
    /// Days from `b` to `a`.
    friend int operator-(Date a, Date b) { return a.days_ - b.days_; }

private:
    std::int32_t days_ = 0;
};

} // namespace duesday
