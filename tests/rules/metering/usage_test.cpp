#include "rules/metering/usage.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date start{2024, 1, 1};

/// Stretches of 73 days, five a year, from `start` on.
UsageHistory history(std::initializer_list<std::int64_t> volumes)
{
    UsageHistory stretches;
    auto from = start;
    for (const auto volume : volumes) {
        stretches.push_back({from, from.plus_days(73), volume});
        from = from.plus_days(73);
    }
    return stretches;
}

} // namespace

TEST_CASE("MTR-026: a volume is spread evenly over the days of its stretch")
{
    const auto known = history({730, 1'460});
    const auto at = [](int day) { return start.plus_days(day); };
    CHECK(volume_within(known, at(0), at(146)) == 2'190);
    CHECK(volume_within(known, at(0), at(10)) == 100);
    CHECK(volume_within(known, at(63), at(83)) == 100 + 200);
    CHECK(volume_within(known, at(-50), at(10)) == 100); // what is not known counts nothing
    CHECK(volume_within(known, at(140), at(999)) == 120);
    CHECK(volume_within(known, at(10), at(10)) == 0);
    CHECK(volume_within({}, at(0), at(10)) == 0);
}

TEST_CASE("MTR-026 R4: what is expected follows the meter's own season and growth")
{
    struct Row {
        const char* what;
        UsageHistory known;
        int days;
        ExpectationBasis basis;
        std::int64_t volume;
    };
    const Row rows[] = {
        {"nothing is known", {}, 73, ExpectationBasis::none, 0},
        {"less than a year", history({730}), 73, ExpectationBasis::recent, 730},
        {"less than a year and half as long", history({730, 730}), 36, ExpectationBasis::recent,
         360},
        {"the same days of last year", history({100, 900, 900, 900, 200}), 73,
         ExpectationBasis::season, 99},
        {"both years", history({100, 900, 900, 900, 200, 100, 900, 900, 900, 200}), 73,
         ExpectationBasis::season, 99},
        {"half the growth", history({100, 900, 900, 900, 200, 120, 1'080, 1'080, 1'080, 240}), 73,
         ExpectationBasis::season, 129}, // 118 of what is known, and half of a fifth
        {"at rest for a year", history({0, 0, 0, 0, 0}), 73, ExpectationBasis::season, 0},
        {"longer than a year", history({730, 730, 730, 730, 730}), 730, ExpectationBasis::recent,
         7'300},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto from = row.known.empty() ? start : row.known.back().to;
        const auto expected = expect_volume(row.known, from, from.plus_days(row.days));
        CHECK(expected.basis == row.basis);
        CHECK(expected.volume == row.volume);
    }
}
