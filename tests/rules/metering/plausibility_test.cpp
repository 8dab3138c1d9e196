// MTR-026 as a table: each rule by the last value that passes and the first that does not.

#include "rules/metering/example_meters.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace duesday;
using namespace duesday::rules;
using namespace duesday::test;

namespace {

struct Row {
    const char* name;
    MeterPast past;
    std::int64_t value;
    const char* answer; ///< "ok", or the rule with the values that would pass as far as it knows
    Date read_on = today;
};

const Row rows[] = {
    {"MTR-026 R1 the highest that six digits show", meter(991'000), 999'999, "ok"},
    {"MTR-026 R1 one digit more", meter(991'000), 1'000'000, "R1 0..999999"},
    {"MTR-026 R1 of a meter whose digits nobody knows", meter(991'000, 9'000, {}), 1'000'000, "ok"},

    {"MTR-026 R2 the last one again", meter(120'000, 10, {}), 120'000, "ok"},
    {"MTR-026 R2 one below the last", meter(120'000, 10, {}), 119'999, "R2 120000.."},

    {"MTR-026 R3 appendix W: 170 behind the last digit", begun(999'950), 120, "ok"},
    {"MTR-026 R3 appendix W: 400050 behind it", begun(999'950), 400'000, "R3 999950.."},
    {"MTR-026 R3 the most that is believed", begun(999'950), 249'950, "ok"},
    {"MTR-026 R3 one more", begun(999'950), 249'951, "R3 999950.."},
    {"MTR-026 R3 a limit of the firm",
     with(begun(999'950), [](auto& past) { past.limits.rollover_limit = 169; }), 120,
     "R3 999950.."},

    {"MTR-026 R4 the least in season", meter(120'000), 120'000 + 3'420, "ok"},
    {"MTR-026 R4 one less", meter(120'000), 120'000 + 3'419, "R4 123420..141600"},
    {"MTR-026 R4 the most in season", meter(120'000), 120'000 + 21'600, "ok"},
    {"MTR-026 R4 one more", meter(120'000), 120'000 + 21'601, "R4 123420..141600"},
    {"MTR-026 R4 the least in the first year", young(120'000), 120'000 + 2'274, "ok"},
    {"MTR-026 R4 one less in the first year", young(120'000), 120'000 + 2'273, "R4 122274..147294"},
    {"MTR-026 R4 the most in the first year", young(120'000), 120'000 + 27'294, "ok"},
    {"MTR-026 R4 one more in the first year", young(120'000), 120'000 + 27'295,
     "R4 122274..147294"},
    {"MTR-026 R4 so much is never questioned", meter(120'000, 10), 120'000 + 60, "ok"},
    {"MTR-026 R4 one more than that", meter(120'000, 10), 120'000 + 61, "R4 120000..120060"},
    {"MTR-026 R4 the most a machine counts in 92 days", begun(120'000, 7), 4'720'000, "ok"},
    {"MTR-026 R4 one more than it can", begun(120'000, 7), 4'720'001, "R4 120000..4720000"},
    {"MTR-026 R4 the values that would pass begin again as the counter does", meter(990'000),
     990'100, "R4 993420..11600"},
    {"MTR-026 R4 limits of the firm",
     with(meter(120'000), [](auto& past) { past.limits.highest_percent = 250; }), 120'000 + 22'500,
     "ok"},

    {"MTR-026 R5 at rest where there is always some use", meter(120'000), 120'000,
     "R5 123420..141600"},
    {"MTR-026 R5 at rest where there is next to none", meter(120'000, 50), 120'000, "ok"},
    {"MTR-026 R5 and where there is a little more", meter(120'000, 51), 120'000,
     "R5 120001..120122"},
    {"MTR-026 R5 as many periods at rest as the firm believes",
     with(meter(120'000), [](auto& past) { past.limits.zero_periods = 1; }), 120'000, "ok"},
    {"MTR-026 R5 one more",
     with(meter(120'000),
          [](auto& past) {
              past.limits.zero_periods = 1;
              past.history.back().volume = 0;
          }),
     120'000, "R5 122631..136620"},

    {"MTR-026 R7 today", meter(120'000), 129'000, "ok", today},
    {"MTR-026 R7 tomorrow", meter(120'000), 129'000, "R7", today.plus_days(1)},
    {"MTR-026 R7 the day after the last one", meter(120'000), 120'100, "ok", last_day.plus_days(1)},
    {"MTR-026 R7 the day of the last one", meter(120'000), 120'100, "R7", last_day},
    {"MTR-026 R7 the day after an estimate",
     with(meter(120'000), [](auto& past) { past.released_until = today.plus_days(-1); }), 129'000,
     "ok"},
    {"MTR-026 R7 the day of an estimate",
     with(meter(120'000), [](auto& past) { past.released_until = today; }), 129'000, "R7"},

    {"MTR-026 R7 the day on which another device was read there",
     with(meter(120'000), [](auto& past) { past.replaced_on = today; }), 129'000, "ok"},
    {"MTR-026 R7 the day after it",
     with(meter(120'000), [](auto& past) { past.replaced_on = today.plus_days(-1); }), 129'000,
     "R7"},

    {"MTR-026 R8 the first value that anybody reads", unread(), 999'999, "ok"},
    {"MTR-026 R8 another device without its pair of readings",
     with(meter(120'000), [](auto& past) { past.is_replaced = true; }), 129'000, "R8"},
    {"MTR-026 R8 the start of another device put right before its release",
     with(unread(),
          [](auto& past) {
              past.waiting_start = Reading{today, 12};
          }),
     21, "ok"},
    {"MTR-026 R8 what follows on it before its release",
     with(unread(),
          [](auto& past) {
              past.waiting_start = Reading{today.plus_days(-1), 12};
          }),
     4'000, "R8"},

    // Where several would ask, the first in this order does.
    {"MTR-026 R1 before R7", meter(120'000), 1'290'000, "R1 0..999999", today.plus_days(1)},
    {"MTR-026 R7 before R8", with(meter(120'000), [](auto& past) { past.is_replaced = true; }),
     129'000, "R7", last_day},
    {"MTR-026 R8 before R2",
     with(meter(120'000, 9'000, {}), [](auto& past) { past.is_replaced = true; }), 5, "R8"},
};

std::string answer_of(const Judgement& judgement)
{
    if (!judgement.question)
        return "ok";
    const auto& question = *judgement.question;
    std::string text = code_of(question.rule);
    if (const auto lowest = lowest_of(question))
        text += fmt::format(" {}..", *lowest);
    if (const auto highest = highest_of(question))
        text += std::to_string(*highest);
    return text;
}

} // namespace

TEST_CASE("MTR-026: R1 to R5 and R7 and R8 at their boundaries")
{
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const MeterReport report{&row.past, Reading{row.read_on, row.value}};
        CHECK(answer_of(judge_machine({&report, 1}, today).front()) == std::string{row.answer});
    }
}

TEST_CASE("MTR-026 R3: a rollover counts on behind the last digit")
{
    CHECK(counted(999'950, 120, 6) == 170); // appendix W
    CHECK(counted(999'950, 400'000, 6) == 400'050);
    CHECK_FALSE(counted(999'950, 120, std::nullopt));
    const auto past = begun(999'950);
    const MeterReport report{&past, Reading{today, 120}};
    CHECK(judge_machine({&report, 1}, today).front().volume == 170);
}

TEST_CASE("MTR-026: counters of 18 digits are judged like others")
{
    constexpr std::int64_t end = 1'000'000'000'000'000'000;
    auto past = meter(end - 1, end - 1, 18);
    const auto judged = [&](std::int64_t value) {
        const MeterReport report{&past, Reading{today, value}};
        return judge_machine({&report, 1}, today).front();
    };
    CHECK(answer_of(judged(end - 1)) == "R5");
    CHECK(answer_of(judged(end - 10)) == "R3 999999999999999999..");
    CHECK(answer_of(judged(5)) == "R4");
    past.last->value = 0;
    CHECK(answer_of(judged(end - 1)).starts_with("R4 "));
    CHECK(judged(100'000'000'000).question->suspicion == Suspicion::ten_times);
}
