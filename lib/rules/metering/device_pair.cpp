#include "rules/metering/device_pair.hpp"

namespace duesday::rules {

namespace {

bool is_end_for(const Reading& end, Date start_on, int pair_days)
{
    return end.read_on <= start_on && start_on - end.read_on <= pair_days;
}

} // namespace

bool is_complete(const DevicePair& pair, int pair_days)
{
    return !pair.end || (pair.start && is_end_for(*pair.end, pair.start->read_on, pair_days));
}

PairSide side_of(const DevicePair& pair, const Reading& reading, int pair_days)
{
    if (!pair.end || is_end_for(*pair.end, reading.read_on, pair_days))
        return PairSide::start;
    if (pair.start && reading.read_on > pair.start->read_on)
        return PairSide::start;
    return reading.value >= pair.end->value ? PairSide::end : PairSide::start;
}

} // namespace duesday::rules
