#include "rules/metering/device_pair.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace duesday;
using namespace duesday::rules;

namespace {

std::optional<Reading> read(const char* day, std::int64_t value)
{
    return Reading{Date::from_iso(day), value};
}

} // namespace

TEST_CASE("MTR-026 R8: a change of devices needs an end reading and a start reading")
{
    struct Case {
        std::optional<Reading> end, start;
        int pair_days;
        bool complete;
    };
    const Case cases[] = {
        {std::nullopt, std::nullopt, 7, true}, // the old one was never read
        {std::nullopt, read("2026-05-12", 0), 7, true},
        {read("2026-05-12", 900), std::nullopt, 7, false},
        {read("2026-05-12", 900), read("2026-05-12", 3), 7, true},
        {read("2026-05-05", 900), read("2026-05-12", 3), 7, true},
        {read("2026-05-04", 900), read("2026-05-12", 3), 7, false},
        {read("2026-05-13", 900), read("2026-05-12", 3), 7, false},
        {read("2026-05-11", 900), read("2026-05-12", 3), 0, false},
        {read("2026-05-12", 900), read("2026-05-12", 3), 0, true},
        {read("2026-04-12", 900), read("2026-05-12", 3), 30, true},
    };
    for (const auto& [end, start, pair_days, complete] : cases) {
        CAPTURE(pair_days);
        CAPTURE(end ? end->read_on.iso() : "-");
        CAPTURE(start ? start->read_on.iso() : "-");
        CHECK(is_complete({end, start}, pair_days) == complete);
    }
}

TEST_CASE("MTR-026 R8: a value without a serial number is the end reading while that is missing")
{
    struct Case {
        std::optional<Reading> end, start;
        std::optional<Reading> reading;
        PairSide side;
    };
    const Case cases[] = {
        // The last regular reading is too old to be the end: what goes on from it is the end.
        {read("2026-03-31", 900), std::nullopt, read("2026-05-12", 1100), PairSide::end},
        {read("2026-03-31", 900), std::nullopt, read("2026-05-12", 900), PairSide::end},
        {read("2026-03-31", 900), std::nullopt, read("2026-05-12", 899), PairSide::start},
        // The end is there: whatever comes next is the start.
        {read("2026-05-12", 1100), std::nullopt, read("2026-05-12", 3), PairSide::start},
        {read("2026-05-12", 1100), std::nullopt, read("2026-05-19", 1200), PairSide::start},
        {read("2026-05-12", 1100), std::nullopt, read("2026-05-20", 1200), PairSide::end},
        // From the start on all is of the new one.
        {read("2026-05-12", 1100), read("2026-05-12", 3), read("2026-06-30", 5000),
         PairSide::start},
        {read("2026-03-31", 900), read("2026-05-12", 3), read("2026-05-20", 1100), PairSide::start},
        // The start came first.
        {read("2026-03-31", 900), read("2026-05-12", 3), read("2026-05-12", 1100), PairSide::end},
        {read("2026-03-31", 900), read("2026-05-12", 3), read("2026-05-12", 4), PairSide::start},
        {std::nullopt, std::nullopt, read("2026-05-12", 1100), PairSide::start},
    };
    for (const auto& [end, start, reading, side] : cases) {
        CAPTURE(reading->read_on.iso());
        CAPTURE(reading->value);
        CHECK(side_of({end, start}, *reading, usual_device_pair_days) == side);
    }
}
