#include "flow/question_text.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("MTR-017: a hint names limits only where the counter has any")
{
    MeterPast past;
    past.last = Reading{Date{2026, 9, 30}, 11'800};
    const Date read_on{2026, 12, 28};
    const Question usual{PlausibilityRule::usual_volume, 12'100, 12'900, Suspicion::none, {}};
    CHECK(flow::question_text(usual, past, read_on) ==
          "R4: unusual after 11800 of 2026-09-30; 12100 to 12900 would be usual");
    const Question none{PlausibilityRule::usual_volume, 0, 0, Suspicion::extra_digit, 1'274};
    CHECK(flow::question_text(none, past, read_on) ==
          "R4: unusual after 11800 of 2026-09-30; one digit too many: did you mean 1274?");
    const Question rest{PlausibilityRule::zero_use, 0, 0, Suspicion::none, {}};
    CHECK(flow::question_text(rest, past, read_on) ==
          "R5: nothing was counted since 11800 of 2026-09-30");
}
