// The only reader of the clock (DESIGN 4).
#pragma once

#include "base/date.hpp"
#include "base/timestamp.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace duesday::runtime {

/// Three views of time. `today` is a business date, `now` what the book schedules and shows,
/// `real` always the clock: audit, runs, time-outs and partners' idempotency windows use it.
class Clock {
public:
    /// `time_zone` as in the tz database ("Europe/Brussels"); Fault(bad_setup) where it is
    /// unknown. `today` overrides the business date.
    /// `real` takes the clock's place where a test lives through weeks of hours.
    Clock(const std::string& time_zone, std::optional<Date> today,
          std::function<Timestamp()> real = {});

    Date today() const { return today_; }
    /// The business date of a moment of the clock, overridden like `today`.
    Date day_of(Timestamp moment) const;
    /// The clock, or with an overridden date that date at the clock's time of day in the time zone.
    /// The first of two such moments where clocks are set back on it, the end of the gap where that
    /// time of day does not exist.
    Timestamp now() const;
    Timestamp real() const;

private:
    std::string time_zone_;
    std::function<Timestamp()> real_;
    Date today_;
    int days_shifted_ = 0; ///< from the real business date to today
};

/// Milliseconds that only ever grow, for lengths of time; they say nothing about the day.
std::int64_t elapsed_ms();

} // namespace duesday::runtime
