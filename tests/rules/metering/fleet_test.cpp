// MTR-026: the rules measured on fleets that they were not tuned on.

#include "support/fleet.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

using namespace duesday;
using test::ReadingFault;

namespace {

/// In hundredths of a percent, so that a limit is exact.
int share(int part, int whole)
{
    return whole == 0 ? 10'000 : part * 10'000 / whole;
}

struct Caught {
    int all = 0, caught = 0, by_naive_rule = 0;
    int gross = 0, gross_caught = 0; ///< less than half or more than twice the usual volume
    int right = 0;                   ///< the proposal is the true value
};

struct Figures {
    int clean = 0, questioned = 0, by_naive_rule = 0;
    std::map<ReadingFault, Caught> faults;
};

void count(Figures& figures, const test::FleetMeter& meter, const rules::Judgement& judgement)
{
    const auto last = meter.past.last->value;
    const bool is_asked = judgement.question.has_value();
    const bool is_below = meter.reported_value < last; // the naive rule: not below the last
    if (!meter.fault) {
        ++figures.clean;
        figures.questioned += is_asked;
        figures.by_naive_rule += is_below;
        return;
    }
    auto& of = figures.faults[*meter.fault];
    ++of.all;
    of.caught += is_asked;
    of.by_naive_rule += is_below;
    const auto volume = meter.reported_value - last;
    const bool is_gross = volume * 2 < meter.usual_volume || volume > meter.usual_volume * 2;
    of.gross += is_gross;
    of.gross_caught += is_gross && is_asked;
    of.right += is_asked && judgement.question->proposal == meter.true_value;
}

Figures figures_of(const std::vector<test::FleetMachine>& fleet)
{
    Figures figures;
    for (const auto& machine : fleet) {
        std::vector<rules::MeterReport> reports;
        for (const auto& meter : machine.meters)
            reports.push_back({&meter.past, rules::Reading{machine.read_on, meter.reported_value}});
        const auto judgements = rules::judge_machine(reports, machine.read_on);
        for (std::size_t i = 0; i < reports.size(); ++i)
            count(figures, machine.meters[i], judgements[i]);
    }
    return figures;
}

std::string percent(int part, int whole)
{
    const auto hundredths = share(part, whole);
    return fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100);
}

} // namespace

TEST_CASE("MTR-026: few clean readings are questioned and nearly all faults are caught")
{
    constexpr int machines = 10'000;
    Figures all;
    for (const std::uint64_t seed : {101U, 102U, 103U, 104U, 105U}) {
        CAPTURE(seed);
        const auto figures = figures_of(test::make_fleet(seed, machines));
        CHECK(share(figures.questioned, figures.clean) <= 50);
        all.clean += figures.clean;
        all.questioned += figures.questioned;
        all.by_naive_rule += figures.by_naive_rule;
        for (const auto& [fault, of] : figures.faults) {
            auto& sum = all.faults[fault];
            sum.all += of.all;
            sum.caught += of.caught;
            sum.by_naive_rule += of.by_naive_rule;
            sum.gross += of.gross;
            sum.gross_caught += of.gross_caught;
            sum.right += of.right;
        }
    }
    MESSAGE(fmt::format("{} clean readings: {} questioned, the naive rule {}", all.clean,
                        percent(all.questioned, all.clean), percent(all.by_naive_rule, all.clean)));
    for (const auto fault : test::reading_faults) {
        const auto& of = all.faults[fault];
        CAPTURE(test::name_of(fault));
        MESSAGE(fmt::format("{}: {} readings, {} caught, the naive rule {}; {} of {} gross ones; "
                            "the right value proposed for {}",
                            test::name_of(fault), of.all, percent(of.caught, of.all),
                            percent(of.by_naive_rule, of.all), percent(of.gross_caught, of.gross),
                            of.gross, percent(of.right, of.all)));
        const bool moves_digits =
            fault == ReadingFault::transposed || fault == ReadingFault::swapped;
        if (moves_digits)
            CHECK(share(of.gross_caught, of.gross) >= 9'500);
        else
            CHECK(share(of.caught, of.all) >= 9'900);
    }
}
