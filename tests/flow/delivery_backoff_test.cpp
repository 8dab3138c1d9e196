#include "flow/delivery_backoff.hpp"

#include <doctest/doctest.h>

using namespace duesday;

TEST_CASE("SUB-094: a letter that did not get through is tried again and held after three days")
{
    struct Row {
        int failures;
        std::int64_t failing_minutes;
        std::int64_t wait_minutes; // -1: held
    };
    const Row rows[] = {
        {1, 0, 1},
        {2, 1, 5},
        {3, 6, 30},
        {4, 36, 120},
        {5, 156, 360},
        {6, 516, 720},
        {7, 1236, 720},
        {60, 3 * 1440 - 1, 720},
        {11, 3 * 1440, -1},
        {1, 4 * 1440, -1},
        // A clock that was set back gives no letter up.
        {1, -60, 1},
    };
    const auto first = *Timestamp::parse("2026-11-30T08:00:00.000Z");
    for (const auto& row : rows) {
        CAPTURE(row.failures);
        CAPTURE(row.failing_minutes);
        const auto now = first.plus_seconds(row.failing_minutes * 60);
        const auto next = flow::next_delivery(row.failures, first, now);
        CHECK(next.has_value() == (row.wait_minutes >= 0));
        if (next)
            CHECK(*next == now.plus_seconds(row.wait_minutes * 60));
    }
}
