// MTR-017: what a hint proposes is plausible itself.

#include "support/fleet.hpp"

#include <doctest/doctest.h>

using namespace duesday;

namespace {

std::vector<rules::MeterReport> reports_of(const test::FleetMachine& machine)
{
    std::vector<rules::MeterReport> reports;
    for (const auto& meter : machine.meters)
        reports.push_back({&meter.past, rules::Reading{machine.read_on, meter.reported_value}});
    return reports;
}

/// Whoever takes each proposal, and reads those without one again later.
std::vector<rules::MeterReport> taken(std::vector<rules::MeterReport> reports,
                                      const std::vector<rules::Judgement>& judgements)
{
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const auto& question = judgements[i].question;
        if (question && question->proposal)
            reports[i].reading->value = *question->proposal;
        else if (question)
            reports[i].reading.reset();
    }
    return reports;
}

} // namespace

TEST_CASE("MTR-017: whoever takes a proposal is not questioned again")
{
    constexpr int machines = 5'000;
    int proposals = 0;
    for (const std::uint64_t seed : {1U, 2U}) {
        const auto fleet = test::make_fleet(seed, machines);
        for (std::size_t i = 0; i < fleet.size(); ++i) {
            const auto& machine = fleet[i];
            CAPTURE(seed);
            CAPTURE(i);
            const auto reports = reports_of(machine);
            const auto judgements = rules::judge_machine(reports, machine.read_on);
            for (const auto& judgement : judgements)
                proposals += judgement.question && judgement.question->proposal;
            for (const auto& judgement :
                 rules::judge_machine(taken(reports, judgements), machine.read_on))
                CHECK_FALSE(judgement.question);
        }
    }
    CHECK(proposals > 500);
}
