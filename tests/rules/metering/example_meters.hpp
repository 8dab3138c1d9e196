// Meters for the tables about plausible readings, read last on 30 June 2026.
#pragma once

#include "rules/metering/plausibility.hpp"

#include <cstdint>
#include <optional>

namespace duesday::test {

inline const Date last_day{2026, 6, 30};
inline const Date today{2026, 9, 30};

/// A meter that has counted `quarterly` a quarter for two years and stands at `last`.
inline rules::MeterPast meter(std::int64_t last, std::int64_t quarterly = 9'000,
                              std::optional<int> digits = 6)
{
    rules::MeterPast meter;
    meter.kind = rules::MeterKind::black;
    meter.digits = digits;
    meter.last = rules::Reading{last_day, last};
    auto from = Date{2024, 6, 30};
    for (int quarter = 0; quarter < 8; ++quarter) {
        const auto to = Date{from.year(), from.month(), 1}.plus_months(3).end_of_month();
        meter.history.push_back({from, to, quarterly});
        from = to;
    }
    return meter;
}

/// Of which only the last quarter is known.
inline rules::MeterPast young(std::int64_t last)
{
    auto young = meter(last);
    young.history.erase(young.history.begin(), young.history.end() - 1);
    return young;
}

/// Of which nothing is known but where it stands.
inline rules::MeterPast begun(std::int64_t last, std::optional<int> digits = 6)
{
    auto begun = meter(last, 0, digits);
    begun.history.clear();
    return begun;
}

/// That was never read.
inline rules::MeterPast unread()
{
    auto unread = begun(0);
    unread.last.reset();
    return unread;
}

template <typename Change>
rules::MeterPast with(rules::MeterPast past, Change change)
{
    change(past);
    return past;
}

} // namespace duesday::test
