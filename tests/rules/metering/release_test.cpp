#include "rules/metering/release.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("MTR-022 and MTR-025: which readings a release takes")
{
    using enum ReleaseFate;
    const auto r4 = PlausibilityRule::usual_volume;
    struct Row {
        ReleaseFacts facts; ///< of source, held, after contract, question
        ReleaseFate expected;
    };
    const Row rows[] = {
        {{true, false, false, {}}, released},
        {{true, false, false, r4}, implausible},
        // A person alone releases what was held, also where nothing would question it today.
        {{true, true, false, {}}, held},
        {{true, true, false, r4}, held},
        {{true, false, true, {}}, contract_ended},
        {{true, true, true, r4}, contract_ended},
        // Another source is none of this run's business, whatever it says.
        {{false, false, false, {}}, other_source},
        {{false, true, true, r4}, other_source},
    };
    for (const auto& row : rows)
        CHECK(fate_at_release(row.facts) == row.expected);
}

TEST_CASE("MTR-025: one failing reading holds a whole contract where that is asked for")
{
    using enum ReleaseFate;
    struct Row {
        std::vector<ReleaseFate> before, after;
    };
    const Row rows[] = {
        {{}, {}},
        {{released, released}, {released, released}},
        {{released, implausible}, {contract_waits, implausible}},
        {{held, released, released}, {held, contract_waits, contract_waits}},
        {{contract_ended, released}, {contract_ended, contract_waits}},
        {{other_source, released}, {other_source, released}},
    };
    for (const auto& row : rows) {
        auto fates = row.before;
        hold_whole_contract(fates);
        CHECK(fates == row.after);
    }
}

TEST_CASE("MTR-024: the protocol's codes name the rules")
{
    for (const auto* code : {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"}) {
        REQUIRE(plausibility_rule(code).has_value());
        CHECK(std::string_view{code_of(*plausibility_rule(code))} == code);
    }
    CHECK_FALSE(plausibility_rule("").has_value());
    CHECK_FALSE(plausibility_rule("R9").has_value());
}
