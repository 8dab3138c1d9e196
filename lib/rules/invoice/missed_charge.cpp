#include "rules/invoice/missed_charge.hpp"

#include <cstdint>

namespace duesday::rules {

namespace {

std::int64_t seconds_between(Timestamp from, Timestamp to)
{
    return (to.ms_since_1970 - from.ms_since_1970) / 1000;
}

} // namespace

Miss judge_miss(const MissedCharge& missed)
{
    const bool knows_at_once = missed.first_after_seconds == 0 && missed.apart_seconds == 0;
    if (knows_at_once || !missed.left_at)
        return Miss::never_taken;
    if (missed.is_named)
        return Miss::says_nothing;
    if (seconds_between(*missed.left_at, missed.now) < missed.first_after_seconds)
        return Miss::says_nothing;
    if (!missed.first_missed_at || missed.now < *missed.first_missed_at)
        return Miss::counts;
    return seconds_between(*missed.first_missed_at, missed.now) >= missed.apart_seconds
               ? Miss::never_taken
               : Miss::says_nothing;
}

} // namespace duesday::rules
