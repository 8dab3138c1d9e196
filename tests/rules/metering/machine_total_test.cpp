// MTR-026 R6 as a table: black and colour together are the total.

#include "rules/metering/example_meters.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

using namespace duesday;
using namespace duesday::rules;
using namespace duesday::test;

namespace {

/// Black stands at 120000, colour at 450000, the total at 570000; 9000, 9000 and 18000 a quarter.
std::vector<MeterPast> machine(std::int64_t tolerance = 0)
{
    std::vector<MeterPast> meters{meter(120'000), meter(450'000), meter(570'000, 18'000)};
    meters[1].kind = MeterKind::colour;
    meters[2].kind = MeterKind::total;
    meters[2].limits.total_tolerance = tolerance;
    return meters;
}

/// The counters of which begin again: at 999999 for black.
std::vector<MeterPast> about_to_begin_again()
{
    auto meters = machine();
    meters[0].last->value = 995'000;
    return meters;
}

std::vector<MeterPast> two_black_ones()
{
    auto meters = machine();
    meters.push_back(meter(10'000));
    return meters;
}

struct Row {
    const char* name;
    std::vector<MeterPast> pasts;
    std::vector<std::int64_t> values;
    const char* answer; ///< of each meter: ok, or rule, what would pass, suspicion, proposal
};

const Row rows[] = {
    {"MTR-026 R6 the sum", machine(), {129'340, 459'120, 588'460}, "ok; ok; ok"},
    {"MTR-026 R6 one slip explains it: that meter alone is asked about",
     machine(),
     {129'430, 459'120, 588'460},
     "R6 129340..129340 transposed 129340; ok; ok"},
    {"MTR-026 R6 a slip in the total",
     machine(),
     {129'340, 459'120, 588'640},
     "ok; ok; R6 588460..588460 transposed 588460"},
    {"MTR-026 R6 nobody knows which",
     machine(),
     {129'345, 459'120, 588'460},
     "R6 129340..129340; R6 459115..459115; R6 588465..588465"},
    {"MTR-026 R6 as far as the firm lets them differ",
     machine(5),
     {129'345, 459'120, 588'460},
     "ok; ok; ok"},
    {"MTR-026 R6 one further",
     machine(5),
     {129'346, 459'120, 588'460},
     "R6 129335..129345; R6 459109..459119; R6 588461..588471"},
    {"MTR-026 R6 over a counter that began again",
     about_to_begin_again(),
     {4'340, 459'120, 588'460},
     "ok; ok; ok"},
    {"MTR-026 R6 one that is questioned explains it",
     machine(),
     {192'340, 459'120, 588'460},
     "R4 123420..141600 transposed 129340; ok; ok"},
    {"MTR-026 R6 is nothing between two black ones",
     two_black_ones(),
     {129'340, 459'120, 588'461, 19'000},
     "ok; ok; ok; ok"},
    // What is proposed for one fits to the others.
    {"MTR-017 the digit that is missing is known by the sum",
     machine(),
     {12'934, 459'120, 588'467},
     "R3 120000.. missing_digit 129347; ok; ok"},
    {"MTR-017 so is what was counted where an earlier value was entered",
     machine(),
     {120'000, 459'120, 588'460},
     "R5 123420..141600 previous_value 129340; ok; ok"},
    {"MTR-017 the total is proposed as the sum",
     machine(),
     {120'000, 450'000, 570'000},
     "R5 123420..141600 previous_value 129000; R5 453420..471600 previous_value 459000; "
     "R5 576840..613200 previous_value 588000"},
    {"MTR-017 two slips that fit together",
     machine(),
     {192'340, 495'120, 588'460},
     "R4 123420..141600 transposed 129340; R4 453420..471600 transposed 459120; ok"},
    {"MTR-017 nothing that the third one contradicts",
     machine(),
     {192'345, 495'120, 588'460},
     "R4 123420..141600 ; R4 453420..471600 ; ok"},
    {"MTR-017 a guess where another one has to be read again anyway",
     machine(),
     {192'345, 459'120, 666'000},
     "R4 123420..141600 transposed 129345; ok; R4 576840..613200 "},
    {"MTR-017 two that were swapped are right together",
     machine(),
     {459'120, 129'340, 588'460},
     "R4 123420..141600 meters_swapped 129340; R3 450000.. meters_swapped 459120; ok"},
};

std::string answer_of(const Judgement& judgement)
{
    if (!judgement.question)
        return "ok";
    const auto& question = *judgement.question;
    const auto text = [](std::optional<std::int64_t> value) {
        return value ? std::to_string(*value) : std::string{};
    };
    auto answer = fmt::format("{} {}..{}", code_of(question.rule), text(lowest_of(question)),
                              text(highest_of(question)));
    if (question.suspicion != Suspicion::none || question.rule != PlausibilityRule::total)
        answer += fmt::format(" {}", name_of(question.suspicion));
    if (question.proposal)
        answer += " " + text(question.proposal);
    return answer;
}

} // namespace

TEST_CASE("MTR-026 R6: black and colour are the total")
{
    for (const auto& row : rows) {
        CAPTURE(row.name);
        std::vector<MeterReport> reports;
        for (std::size_t i = 0; i < row.pasts.size(); ++i)
            reports.push_back({&row.pasts[i], Reading{today, row.values[i]}});
        std::string answer;
        for (const auto& judgement : judge_machine(reports, today))
            answer += (answer.empty() ? "" : "; ") + answer_of(judgement);
        CHECK(answer == std::string{row.answer});
    }
}
