#include "rules/metering/diagnosis.hpp"
#include "rules/metering/plausibility.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date last_day{2026, 6, 30};
const Date today{2026, 9, 30};

/// A meter that has counted 9,000 a quarter for two years and stands at `last`.
MeterPast past(std::int64_t last, std::optional<int> digits = 6, MeterKind kind = MeterKind::black)
{
    MeterPast meter;
    meter.kind = kind;
    meter.digits = digits;
    meter.last = Reading{last_day, last};
    auto from = Date{2024, 6, 30};
    for (int quarter = 0; quarter < 8; ++quarter) {
        const auto to = Date{from.year(), from.month(), 1}.plus_months(3).end_of_month();
        meter.history.push_back({from, to, 9'000});
        from = to;
    }
    return meter;
}

Judgement judged(const MeterPast& meter, std::int64_t value, Date read_on = today)
{
    const MeterReport report{&meter, Reading{read_on, value}};
    return judge_machine({&report, 1}, today).front();
}

} // namespace

TEST_CASE("MTR-026: R1 to R8 each by the value that just fails it")
{
    auto fresh = past(0);
    fresh.last.reset();
    fresh.history.clear();
    auto young = past(120'000);
    young.history.erase(young.history.begin(), young.history.end() - 1);
    auto unknown = past(120'000);
    unknown.history.clear();
    auto replaced = past(120'000);
    replaced.is_replaced = true;
    auto begun = fresh;
    begun.waiting_start = Reading{last_day, 12};
    auto tolerant = past(120'000);
    tolerant.limits.zero_periods = 1;
    auto estimated = past(120'000);
    estimated.released_until = today.plus_days(-10);
    auto rested = tolerant;
    rested.history.back().volume = 0;
    auto idle = past(120'000);
    for (auto& usage : idle.history)
        usage.volume = 10;

    struct Row {
        const char* what;
        const MeterPast* meter;
        std::int64_t value;
        Date read_on;
        std::string_view rule; ///< empty: plausible
    };
    const auto usual = past(120'000);
    const auto no_digits = past(120'000, std::nullopt);
    const auto rolls = past(999'950);
    const Row rows[] = {
        {"usual", &usual, 129'000, today, ""},
        {"more digits than the counter has", &usual, 1'129'000, today, "R1"},
        {"below the last", &no_digits, 119'999, today, "R2"},
        {"rollover of appendix W", &rolls, 9'000, today, ""},
        {"too far for a rollover", &rolls, 400'000, today, "R3"},
        {"far more than usual", &usual, 120'000 + 22'000, today, "R4"},
        {"just not far more", &usual, 120'000 + 21'000, today, ""},
        {"far less than usual", &usual, 120'000 + 3'300, today, "R4"},
        {"just not far less", &usual, 120'000 + 3'600, today, ""},
        {"three times in the first year", &young, 120'000 + 26'000, today, ""},
        {"more than that in the first year", &young, 120'000 + 28'000, today, "R4"},
        {"nothing is known", &unknown, 120'000 + 4'000'000, today, "R1"},
        {"nothing is known but what a machine can", &unknown, 600'000, today, ""},
        {"no use where there is always some", &usual, 120'000, today, "R5"},
        {"one period at rest is believed", &tolerant, 120'000, today, ""},
        {"but not a second", &rested, 120'000, today, "R5"},
        {"a meter that counts next to nothing", &idle, 120'000, today, ""},
        {"in the future", &usual, 129'000, today.plus_days(1), "R7"},
        {"on the day of the last reading", &usual, 129'000, last_day, "R7"},
        {"on the day of an estimate", &estimated, 129'000, today.plus_days(-10), "R7"},
        {"on the day after it", &estimated, 129'000, today.plus_days(-9), ""},
        {"another device", &replaced, 4'000, today, "R8"},
        {"what follows on a start that waits", &begun, 4'000, today, "R8"},
        {"the start that waits, put right", &begun, 21, last_day, ""},
        {"the first value of a meter", &fresh, 500'000, today, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto judgement = judged(*row.meter, row.value, row.read_on);
        CHECK((judgement.question ? code_of(judgement.question->rule) : "") == row.rule);
    }
}

TEST_CASE("MTR-026 R3: a rollover counts on behind the last digit")
{
    CHECK(counted(999'950, 120, 6) == 170); // appendix W
    CHECK(counted(999'950, 400'000, 6) == 400'050);
    CHECK_FALSE(counted(999'950, 120, std::nullopt));
    CHECK(judged(past(999'950), 9'000).volume == 9'050);
}

TEST_CASE("MTR-017: a hint names what was probably meant")
{
    struct Row {
        const char* what;
        std::int64_t value;
        Suspicion suspicion;
        std::int64_t proposal;
    };
    const Row rows[] = {
        {"digits transposed", 192'345, Suspicion::transposed, 129'345},
        {"a digit too many", 1'259'345, Suspicion::extra_digit, 129'345},
        {"a zero too many", 1'290'000, Suspicion::ten_times, 129'000},
        {"a digit missing", 12'934, Suspicion::missing_digit, 129'034},
        {"the value of the last period", 120'000, Suspicion::previous_value, 128'999},
        {"the value of the one before", 111'000, Suspicion::previous_value, 128'999},
    };
    const auto meter = past(120'000);
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto question = judged(meter, row.value).question;
        REQUIRE(question);
        CHECK(question->suspicion == row.suspicion);
        REQUIRE(question->proposal);
        CHECK(std::abs(*question->proposal - row.proposal) <= 1'000);
    }
}

TEST_CASE("MTR-026: meters of a machine whose values were swapped are questioned both")
{
    const auto black = past(120'000);
    const auto colour = past(450'000, 6, MeterKind::colour);
    const MeterReport reports[] = {{&black, Reading{today, 459'000}},
                                   {&colour, Reading{today, 129'000}}};
    const auto judgements = judge_machine(reports, today);
    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(judgements[i].question);
        CHECK(judgements[i].question->suspicion == Suspicion::meters_swapped);
        CHECK(judgements[i].question->proposal == reports[1 - i].reading->value);
    }
}

TEST_CASE("MTR-026 R6: black and colour are the total")
{
    const auto black = past(120'000);
    const auto colour = past(450'000, 6, MeterKind::colour);
    auto total = past(570'000, 6, MeterKind::total);
    for (auto& usage : total.history)
        usage.volume = 18'000;
    const auto judge = [&](std::int64_t b, std::int64_t c, std::int64_t t) {
        const MeterReport reports[] = {
            {&black, Reading{today, b}}, {&colour, Reading{today, c}}, {&total, Reading{today, t}}};
        std::string asked;
        for (const auto& judgement : judge_machine(reports, today))
            asked += judgement.question ? code_of(judgement.question->rule) : "-";
        return asked;
    };
    CHECK(judge(129'340, 459'120, 588'460) == "---");
    // One slip of a finger explains it: that meter alone is asked about.
    CHECK(judge(129'430, 459'120, 588'460) == "R6--");
    CHECK(judge(129'340, 459'120, 588'640) == "--R6");
    // Nobody knows which.
    CHECK(judge(129'345, 459'120, 588'460) == "R6R6R6");
    total.limits.total_tolerance = 5;
    CHECK(judge(129'345, 459'120, 588'460) == "---");
}
