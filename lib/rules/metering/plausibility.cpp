#include "rules/metering/plausibility.hpp"

#include "rules/metering/machine_total.hpp"

#include <array>

namespace duesday::rules {

const char* code_of(PlausibilityRule rule)
{
    switch (rule) {
    case PlausibilityRule::whole_number:
        return "R1";
    case PlausibilityRule::not_below:
        return "R2";
    case PlausibilityRule::rollover:
        return "R3";
    case PlausibilityRule::usual_volume:
        return "R4";
    case PlausibilityRule::zero_use:
        return "R5";
    case PlausibilityRule::total:
        return "R6";
    case PlausibilityRule::date_order:
        return "R7";
    case PlausibilityRule::device:
        return "R8";
    }
    return "";
}

std::optional<PlausibilityRule> plausibility_rule(std::string_view code)
{
    for (const auto rule :
         {PlausibilityRule::whole_number, PlausibilityRule::date_order, PlausibilityRule::device,
          PlausibilityRule::not_below, PlausibilityRule::rollover, PlausibilityRule::zero_use,
          PlausibilityRule::usual_volume, PlausibilityRule::total})
        if (code == code_of(rule))
            return rule;
    return std::nullopt;
}

const char* name_of(Suspicion suspicion)
{
    constexpr std::array<const char*, 7> names{
        "",          "transposed",     "extra_digit",   "missing_digit",
        "ten_times", "meters_swapped", "previous_value"};
    return names.at(static_cast<std::size_t>(suspicion));
}

std::optional<std::int64_t> lowest_of(const Question& question)
{
    return question.lowest == 0 && question.highest == 0 ? std::nullopt
                                                         : std::optional{question.lowest};
}

std::optional<std::int64_t> highest_of(const Question& question)
{
    return question.highest == 0 ? std::nullopt : std::optional{question.highest};
}

std::vector<Judgement> judge_machine(std::span<const MeterReport> reports, Date today)
{
    MachineReadings readings;
    readings.reserve(reports.size());
    for (const auto& report : reports) {
        readings.emplace_back();
        if (report.reading)
            readings.back().emplace(*report.past, *report.reading, today);
    }
    suspect(readings);
    fit_to_total(readings);
    judge_total(readings);
    std::vector<Judgement> judgements;
    for (const auto& single : readings)
        judgements.push_back(single ? single->judgement() : Judgement{});
    return judgements;
}

} // namespace duesday::rules
