#include "flow/delivery_backoff.hpp"

#include <algorithm>
#include <array>

namespace duesday::flow {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t give_up_after = 3 * 24 * hour;
constexpr std::array<std::int64_t, 6> waits{minute,   5 * minute, 30 * minute,
                                            2 * hour, 6 * hour,   12 * hour};

} // namespace

std::optional<Timestamp> next_delivery(int failures, Timestamp failing_since, Timestamp now)
{
    if (now >= failing_since.plus_seconds(give_up_after))
        return std::nullopt;
    const auto last = static_cast<int>(waits.size()) - 1;
    return now.plus_seconds(waits[static_cast<std::size_t>(std::clamp(failures - 1, 0, last))]);
}

} // namespace duesday::flow
