// MTR-017: what a hint proposes is plausible itself.

#include "support/fleet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace duesday;

namespace {

using Judgements = std::vector<rules::Judgement>;
using Reports = std::vector<rules::MeterReport>;

Reports reports_of(const test::FleetMachine& machine)
{
    Reports reports;
    for (const auto& meter : machine.meters)
        reports.push_back({&meter.past, rules::Reading{machine.read_on, meter.reported_value}});
    return reports;
}

bool is_proposed(const rules::Judgement& judgement)
{
    return judgement.question && judgement.question->proposal;
}

/// Nobody knows which one of three is wrong: what is proposed for each stands by itself.
bool are_alternatives(const Judgements& judgements)
{
    return std::any_of(judgements.begin(), judgements.end(), [](const auto& judgement) {
        return judgement.question && judgement.question->rule == rules::PlausibilityRule::total;
    });
}

/// What becomes of a machine where each proposal is taken, and what has none is read again later.
std::vector<Reports> taken(const Reports& reports, const Judgements& judgements)
{
    std::vector<Reports> all;
    auto together = reports;
    for (std::size_t i = 0; i < reports.size(); ++i) {
        auto alone = reports;
        if (is_proposed(judgements[i])) {
            alone[i].reading->value = *judgements[i].question->proposal;
            together[i].reading->value = *judgements[i].question->proposal;
            all.push_back(alone);
        } else if (judgements[i].question) {
            together[i].reading.reset();
        }
    }
    return are_alternatives(judgements) ? all : std::vector<Reports>{together};
}

} // namespace

TEST_CASE("MTR-017: whoever takes a proposal is not questioned again")
{
    constexpr int machines = 5'000;
    std::int64_t proposals = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto fleet = test::make_fleet(seed, machines);
        for (std::size_t i = 0; i < fleet.size(); ++i) {
            CAPTURE(seed);
            CAPTURE(i);
            const auto reports = reports_of(fleet[i]);
            const auto judgements = rules::judge_machine(reports, fleet[i].read_on);
            proposals += std::count_if(judgements.begin(), judgements.end(), is_proposed);
            for (const auto& again : taken(reports, judgements))
                for (const auto& judgement : rules::judge_machine(again, fleet[i].read_on))
                    CHECK_FALSE(judgement.question);
        }
    }
    CHECK(proposals > 1'000);
}
