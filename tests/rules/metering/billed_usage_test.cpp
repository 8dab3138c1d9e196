#include "rules/metering/billed_usage.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace duesday;
using namespace duesday::rules;

namespace {

BilledVolume billed(const char* from, const char* to, std::int64_t volume, bool puts_right = false)
{
    return {{Date::from_iso(from), Date::from_iso(to), volume}, puts_right};
}

void check(const std::vector<BilledVolume>& volumes, const UsageHistory& expected)
{
    const auto usage = usage_of(volumes);
    REQUIRE(usage.size() == expected.size());
    for (std::size_t i = 0; i < usage.size(); ++i) {
        CAPTURE(i);
        CHECK(usage[i].from == expected[i].from);
        CHECK(usage[i].to == expected[i].to);
        CHECK(usage[i].volume == expected[i].volume);
    }
}

Usage used(const char* from, const char* to, std::int64_t volume)
{
    return billed(from, to, volume).usage;
}

} // namespace

TEST_CASE("MTR-026 R4: what is put right counts for the days that were billed")
{
    check({}, {});
    check({billed("2026-01-01", "2026-04-01", 900), billed("2026-04-01", "2026-07-01", 800)},
          {used("2026-01-01", "2026-04-01", 900), used("2026-04-01", "2026-07-01", 800)});
    // A correction stands behind what it corrects; twice is twice.
    check({billed("2026-01-01", "2026-04-01", 900), billed("2026-04-01", "2026-07-01", 800),
           billed("2026-04-01", "2026-07-01", -50, true),
           billed("2026-04-01", "2026-07-01", 10, true)},
          {used("2026-01-01", "2026-04-01", 900), used("2026-04-01", "2026-07-01", 760)});
    // A true-up of two estimates makes them one stretch.
    check({billed("2026-01-01", "2026-04-01", 900), billed("2026-04-01", "2026-07-01", 800),
           billed("2026-01-01", "2026-07-01", -300, true), billed("2026-07-01", "2026-10-01", 500)},
          {used("2026-01-01", "2026-07-01", 1400), used("2026-07-01", "2026-10-01", 500)});
    // Nothing counts backwards; what is older than the rows that are looked at is left out.
    check({billed("2026-01-01", "2026-04-01", 100), billed("2026-01-01", "2026-04-01", -300, true),
           billed("2025-01-01", "2025-04-01", 5, true)},
          {used("2026-01-01", "2026-04-01", 0)});
}
