// MTR-017 as a table: what a hint suspects, and the value that it proposes.

#include "rules/metering/diagnosis.hpp"
#include "rules/metering/example_meters.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace duesday;
using namespace duesday::rules;
using namespace duesday::test;

namespace {

std::string hint_of(const Judgement& judgement)
{
    if (!judgement.question)
        return "plausible";
    const auto& question = *judgement.question;
    return fmt::format("{} {} {}", code_of(question.rule), name_of(question.suspicion),
                       question.proposal ? std::to_string(*question.proposal) : "-");
}

struct Row {
    const char* name;
    MeterPast past;
    std::int64_t value;
    const char* hint; ///< the rule, the suspicion and the proposal
};

/// 9000 a quarter are usual: 123420 to 141600 pass at 120000.
const Row rows[] = {
    {"MTR-017 transposed", meter(120'000), 192'345, "R4 transposed 129345"},
    {"MTR-017 of several the one nearest to what is usual", meter(120'000, 9'000, {}), 12'390,
     "R2 missing_digit 129390"},
    {"MTR-017 extra_digit", meter(120'000), 1'259'345, "R1 extra_digit 129345"},
    {"MTR-017 extra_digit at the end", meter(120'000), 1'293'457, "R1 extra_digit 129345"},
    {"MTR-017 missing_digit", meter(120'000), 12'934, "R3 missing_digit 129034"},
    {"MTR-017 ten_times to the left", meter(120'000), 1'293'450, "R1 ten_times 129345"},
    {"MTR-017 ten_times to the right", meter(120'000), 12'900, "R3 ten_times 129000"},
    {"MTR-017 previous_value", meter(120'000), 120'000, "R5 previous_value 129000"},
    {"MTR-017 previous_value of the period before", meter(120'000), 111'000,
     "R3 previous_value 129000"},
    {"MTR-017 nothing that anybody could guess", meter(120'000), 777'777, "R4  -"},
    // What is proposed passes itself.
    {"MTR-017 a proposal begins again as the counter does", meter(995'000), 995'000,
     "R5 previous_value 4000"},
    {"MTR-017 none beyond what is believed of a rollover",
     with(meter(999'000), [](auto& past) { past.limits.rollover_limit = 1'000; }), 999'000,
     "R5 previous_value -"},
    {"MTR-017 none with more digits than a counter has", meter(999'999'999'999'000'000, 9'000, 18),
     999'999'999'999'000'000, "R5 previous_value 999999999999009000"},
    {"MTR-017 none about a day",
     with(meter(120'000), [](auto& past) { past.released_until = today; }), 1'293'45, "R7  -"},
    {"MTR-017 none about a device",
     with(meter(120'000), [](auto& past) { past.is_replaced = true; }), 1'293'45, "R8  -"},
};

struct MachineRow {
    const char* name;
    std::vector<MeterPast> pasts;
    std::vector<std::int64_t> values;
    const char* hints;
};

MeterPast colour()
{
    return with(meter(450'000), [](auto& past) { past.kind = MeterKind::colour; });
}

const MachineRow machine_rows[] = {
    {"MTR-017 meters_swapped",
     {meter(120'000), colour()},
     {459'000, 129'000},
     "R4 meters_swapped 129000, R3 meters_swapped 459000"},
    {"MTR-017 meters_swapped where one of them passes by chance",
     {meter(120'000), meter(122'000, 2'000)},
     {123'900, 129'000},
     "R4 meters_swapped 129000, R4 meters_swapped 123900"},
    {"MTR-017 the same value twice is no swap",
     {meter(120'000), colour()},
     {129'000, 129'000},
     "plausible, R3  -"},
    {"MTR-017 a value that would suit the other meter alone is none",
     {meter(120'000), meter(122'000, 2'000)},
     {124'000, 777'777},
     "plausible, R4  -"},
};

} // namespace

TEST_CASE("MTR-017: a hint names what was probably meant")
{
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const MeterReport report{&row.past, Reading{today, row.value}};
        CHECK(hint_of(judge_machine({&report, 1}, today).front()) == std::string{row.hint});
    }
}

TEST_CASE("MTR-017: meters of a machine explain each other")
{
    for (const auto& row : machine_rows) {
        CAPTURE(row.name);
        std::vector<MeterReport> reports;
        for (std::size_t i = 0; i < row.pasts.size(); ++i)
            reports.push_back({&row.pasts[i], Reading{today, row.values[i]}});
        std::string hints;
        for (const auto& judgement : judge_machine(reports, today))
            hints += (hints.empty() ? "" : ", ") + hint_of(judgement);
        CHECK(hints == std::string{row.hints});
    }
}

TEST_CASE("MTR-017: one slip of a finger makes a value of another")
{
    CHECK(slip_between(192'345, 129'345) == Suspicion::transposed);
    CHECK(slip_between(1'259'345, 129'345) == Suspicion::extra_digit);
    CHECK(slip_between(12'945, 129'345) == Suspicion::missing_digit);
    CHECK(slip_between(1'290, 129) == Suspicion::ten_times);
    CHECK(slip_between(129, 1'290) == Suspicion::ten_times);
    CHECK(slip_between(129, 129) == Suspicion::none);
    CHECK(slip_between(0, 0) == Suspicion::none);
    CHECK(slip_between(321, 123) == Suspicion::none);
    CHECK(with_a_digit_more(999'999'999'999'999'999).empty());
}
