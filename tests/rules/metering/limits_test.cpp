#include "rules/metering/limits.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("MTR-026: the more special limit goes before the more general one")
{
    const MeterLimits limits{{{"Imago 40", MeterKind::black, "highest_percent", 600},
                              {"Imago 40", std::nullopt, "highest_percent", 500},
                              {"", MeterKind::black, "highest_percent", 400},
                              {"", std::nullopt, "highest_percent", 300},
                              {"", MeterKind::colour, "zero_periods", 2},
                              {"", std::nullopt, "floor", 20}},
                             14};
    CHECK(limits.of("Imago 40", MeterKind::black).highest_percent == 600);
    CHECK(limits.of("Imago 40", MeterKind::total).highest_percent == 500);
    CHECK(limits.of("Presso", MeterKind::black).highest_percent == 400);
    CHECK(limits.of("Presso", MeterKind::total).highest_percent == 300);
    CHECK(limits.of("Presso", MeterKind::colour).zero_periods == 2);
    CHECK(limits.of("Presso", MeterKind::black).zero_periods == 0);
    CHECK(limits.of("Presso", MeterKind::other).floor == 20);
    CHECK(limits.of("Presso", MeterKind::other).lowest_percent ==
          PlausibilityLimits{}.lowest_percent);
    CHECK(limits.device_pair_days() == 14);
}
