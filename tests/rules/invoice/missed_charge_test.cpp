#include "rules/invoice/missed_charge.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("SUB-093: two complete look-ups that miss a charge say that it was never taken")
{
    constexpr int minute = 60;
    constexpr std::int64_t never = -1; ///< minutes, below
    struct Row {
        const char* what;
        std::int64_t left, first_miss, now;
        bool is_named;
        int first_after, apart; ///< seconds
        Miss expected;
    };
    const Row rows[] = {
        {"a provider that knows at once", 0, never, 0, false, 0, 0, Miss::never_taken},
        {"whatever it said before", 0, never, 0, true, 0, 0, Miss::never_taken},
        {"what another has named is there", 0, never, 70, true, 3900, 600, Miss::says_nothing},
        {"at any time", 0, 70, 500, true, 3900, 600, Miss::says_nothing},
        {"it never left", never, never, 0, false, 3900, 600, Miss::never_taken},
        {"too early", 0, never, 64, false, 3900, 600, Miss::says_nothing},
        {"the first that counts", 0, never, 65, false, 3900, 600, Miss::counts},
        {"too soon after it", 0, 65, 74, false, 3900, 600, Miss::says_nothing},
        {"the second", 0, 65, 75, false, 3900, 600, Miss::never_taken},
        {"a clock that went back behind the first", 0, 90, 80, false, 3900, 600, Miss::counts},
        {"and behind the call", 100, never, 80, false, 3900, 600, Miss::says_nothing},
    };
    const auto at = [&](std::int64_t minutes) {
        return minutes == never ? std::nullopt
                                : std::optional{Timestamp{}.plus_seconds(minutes * minute)};
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(judge_miss({*at(row.now), at(row.left), at(row.first_miss), row.is_named,
                          row.first_after, row.apart}) == row.expected);
    }
}
