#include "rules/metering/entry.hpp"
#include "rules/metering/link.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("MTR-017 MTR-019: what becomes of an entry that is judged")
{
    using Rule = PlausibilityRule;
    struct Case {
        std::optional<Rule> question;
        bool is_repeated, is_insisted;
        const char* fate;
    };
    const Case cases[] = {
        {std::nullopt, false, false, "entered"},
        {std::nullopt, true, true, "entered"},
        {Rule::usual_volume, false, false, "rejected"},
        {Rule::usual_volume, true, false, "held"},
        {Rule::usual_volume, false, true, "held"},
        {Rule::whole_number, true, false, "held"},
        {Rule::not_below, false, true, "held"},
        {Rule::rollover, true, false, "held"},
        {Rule::zero_use, true, false, "held"},
        {Rule::total, true, false, "held"},
        {Rule::device, false, false, "rejected"},
        {Rule::device, true, false, "held"},
        // No day becomes another one by insisting.
        {Rule::date_order, true, true, "rejected"},
    };
    for (const auto& [question, is_repeated, is_insisted, fate] : cases) {
        CAPTURE((question ? code_of(*question) : "-"));
        CAPTURE(is_repeated);
        CAPTURE(is_insisted);
        CHECK(name_of(fate_of_entry({question, is_repeated, is_insisted})) == std::string{fate});
    }
}

TEST_CASE("MTR-021: what a value that a person puts right has counted may be less than nothing")
{
    struct Case {
        std::int64_t before, value;
        std::optional<int> digits;
        std::int64_t difference;
    };
    const Case cases[] = {
        {900, 950, std::nullopt, 50},
        {900, 900, 6, 0},
        {900, 200, std::nullopt, -700},
        {999'950, 120, 6, 170},
        {999'950, 120, 7, -999'830},
        {900, 200, 6, -700}, // a counter that began again would have counted 999300
    };
    for (const auto& [before, value, digits, difference] : cases) {
        CAPTURE(before);
        CAPTURE(value);
        CHECK(difference_of(before, value, digits, 250'000) == difference);
    }
}

TEST_CASE("MTR-012: a link opens what is not released yet for sixty days unless it is revoked")
{
    const auto day = [](const char* iso) { return Date::from_iso(iso); };
    struct Case {
        LinkFacts facts;
        const char* today;
        LinkUse use;
    };
    const Case cases[] = {
        {{true, false, day("2027-02-28"), true}, "2027-01-05", LinkUse::open},
        {{true, false, day("2027-02-28"), true}, "2027-02-28", LinkUse::open},
        {{true, false, day("2027-02-28"), true}, "2027-03-01", LinkUse::used_up},
        {{true, false, day("2027-02-28"), false}, "2027-01-05", LinkUse::used_up},
        {{true, true, day("2027-02-28"), true}, "2027-01-05", LinkUse::unknown},
        {{true, true, day("2027-02-28"), false}, "2027-03-05", LinkUse::unknown},
        {{false, false, Date{}, false}, "2027-01-05", LinkUse::unknown},
    };
    for (const auto& [facts, today, use] : cases) {
        CAPTURE(today);
        CHECK(judge_link(facts, day(today)) == use);
    }
}
