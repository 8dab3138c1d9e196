#include "rules/metering/billed_usage.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

void put_right(UsageHistory& history, const Usage& difference)
{
    const auto is_within = [&](const Usage& usage) {
        return difference.from <= usage.from && usage.to <= difference.to;
    };
    const auto first = std::find_if(history.begin(), history.end(), is_within);
    if (first == history.end())
        return; // of days before those that are looked at
    auto last = first;
    first->volume += difference.volume;
    while (last + 1 != history.end() && is_within(*(last + 1))) {
        ++last;
        first->volume += last->volume;
    }
    first->to = last->to;
    history.erase(first + 1, last + 1);
}

} // namespace

UsageHistory usage_of(std::span<const BilledVolume> volumes)
{
    UsageHistory history;
    for (const auto& volume : volumes)
        if (!volume.puts_right)
            history.push_back(volume.usage);
    for (const auto& volume : volumes)
        if (volume.puts_right)
            put_right(history, volume.usage);
    for (auto& usage : history)
        usage.volume = std::max<std::int64_t>(0, usage.volume);
    return history;
}

} // namespace duesday::rules
