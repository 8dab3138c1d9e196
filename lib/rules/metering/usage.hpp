// What a meter has counted before, and what it may be expected to count next (MTR-026 R4).
#pragma once

#include "base/date.hpp"

#include <cstdint>
#include <vector>

namespace duesday::rules {

/// What was counted between two readings, a rollover or another device already resolved.
struct Usage {
    Date from;               ///< of the earlier reading, which counts for the time before
    Date to;                 ///< of the later reading; after `from`
    std::int64_t volume = 0; ///< 0 or more
};

/// Stretches that follow each other without a gap, the oldest first.
using UsageHistory = std::vector<Usage>;

/// What was counted from `from` to `to`, each stretch spread evenly over its days. Days that the
/// history does not know count nothing; 10^12 is the most.
std::int64_t volume_within(const UsageHistory& history, Date from, Date to);

/// How an expectation was found, and so how far it may be trusted.
enum class ExpectationBasis {
    none,   ///< nothing is known of the meter yet
    recent, ///< less than a year: its average, whatever the season
    season, ///< a year or more: the same days of earlier years, at the present level
};

const char* name_of(ExpectationBasis basis);

struct Expectation {
    ExpectationBasis basis = ExpectationBasis::none;
    std::int64_t volume = 0;
};

/// What a meter with this history counts from `from` to `to`. The share that these days had of
/// earlier years is taken of the last year's volume; half the growth against the year before is
/// added, because the other half is chance as often as not.
Expectation expect_volume(const UsageHistory& history, Date from, Date to);

} // namespace duesday::rules
