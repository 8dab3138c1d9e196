// MTR-026: the rules measured on fleets that they were not tuned on, beside the naive one.

#include "support/fleet.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace duesday;
using test::ReadingFault;

namespace {

/// So many of so many.
struct Share {
    std::int64_t part = 0, whole = 0;

    void count(bool is_part)
    {
        part += is_part;
        ++whole;
    }
    void add(const Share& other)
    {
        part += other.part;
        whole += other.whole;
    }
    bool is_at_most(std::int64_t per_thousand) const
    {
        return part * 1'000 <= whole * per_thousand;
    }
    bool is_at_least(std::int64_t percent) const { return part * 100 >= whole * percent; }
    std::string text() const
    {
        return fmt::format(
            "{:.2f} % of {}",
            whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole),
            whole);
    }
};

struct Caught {
    Share all;
    Share gross; ///< of those that count less than half or more than twice the usual volume
    Share right; ///< for which the true value is proposed
};

struct Figures {
    Share questioned; ///< of clean readings
    std::map<ReadingFault, Caught> faults;

    void add(const Figures& other)
    {
        questioned.add(other.questioned);
        for (const auto& [fault, of] : other.faults) {
            faults[fault].all.add(of.all);
            faults[fault].gross.add(of.gross);
            faults[fault].right.add(of.right);
        }
    }
};

/// What the reading says was counted; a counter that began again is told by the truth alone.
bool is_gross(const test::FleetMeter& meter)
{
    auto volume = meter.reported_value - meter.past.last->value;
    if (meter.true_value < meter.past.last->value && volume < 0)
        volume += rules::counter_end(*meter.past.digits);
    return volume * 2 < meter.usual_volume || volume > meter.usual_volume * 2;
}

/// The questions of a machine's meters.
using Rule = std::function<std::vector<std::optional<rules::Question>>(const test::FleetMachine&)>;

Figures figures_of(const std::vector<test::FleetMachine>& fleet, const Rule& rule)
{
    Figures figures;
    for (const auto& machine : fleet) {
        const auto questions = rule(machine);
        for (std::size_t i = 0; i < questions.size(); ++i) {
            const auto& meter = machine.meters[i];
            const bool is_asked = questions[i].has_value();
            if (!meter.fault) {
                figures.questioned.count(is_asked);
                continue;
            }
            auto& of = figures.faults[*meter.fault];
            of.all.count(is_asked);
            of.right.count(is_asked && questions[i]->proposal == meter.true_value);
            if (is_gross(meter))
                of.gross.count(is_asked);
        }
    }
    return figures;
}

std::vector<std::optional<rules::Question>> by_rules(const test::FleetMachine& machine)
{
    std::vector<rules::MeterReport> reports;
    for (const auto& meter : machine.meters)
        reports.push_back({&meter.past, rules::Reading{machine.read_on, meter.reported_value}});
    std::vector<std::optional<rules::Question>> questions;
    for (const auto& judgement : rules::judge_machine(reports, machine.read_on))
        questions.push_back(judgement.question);
    return questions;
}

/// Not below the last one, and nothing else.
std::vector<std::optional<rules::Question>> by_naive_rule(const test::FleetMachine& machine)
{
    std::vector<std::optional<rules::Question>> questions;
    for (const auto& meter : machine.meters)
        questions.push_back(meter.reported_value < meter.past.last->value
                                ? std::optional{rules::Question{}}
                                : std::nullopt);
    return questions;
}

/// The limits of the issue that are missed; what has none is a figure only.
std::string missed_limits(const Figures& figures)
{
    std::string missed;
    if (!figures.questioned.is_at_most(5))
        missed += fmt::format("{} clean readings questioned\n", figures.questioned.text());
    for (const auto& [fault, of] : figures.faults) {
        const bool moves_digits =
            fault == ReadingFault::transposed || fault == ReadingFault::swapped;
        if (moves_digits ? !of.gross.is_at_least(95) : !of.all.is_at_least(99))
            missed += fmt::format("{}: {} caught\n", test::name_of(fault),
                                  (moves_digits ? of.gross : of.all).text());
    }
    return missed;
}

std::string table_of(const std::string& title, const Figures& ours, const Figures& naive)
{
    auto text = fmt::format("{}: of clean readings {} questioned, by the naive rule {}\n", title,
                            ours.questioned.text(), naive.questioned.text());
    for (const auto& [fault, of] : ours.faults) {
        const auto& beside = naive.faults.at(fault);
        text += fmt::format("  {:<18} caught {}, naive {}; gross {}, naive {}; proposed right {}\n",
                            test::name_of(fault), of.all.text(), beside.all.text(), of.gross.text(),
                            beside.gross.text(), of.right.text());
    }
    return text;
}

constexpr int machines = 10'000;

/// Machines of a fleet whose limits are others than those that it is measured with.
std::vector<test::FleetMachine>
fleet_with(const std::function<void(rules::PlausibilityLimits&)>& change)
{
    auto fleet = test::make_fleet(1, 2'000);
    for (auto& machine : fleet)
        for (auto& meter : machine.meters)
            change(meter.past.limits);
    return fleet;
}

} // namespace

TEST_CASE("MTR-026: few clean readings are questioned and nearly all faults are caught")
{
    Figures ours, naive;
    for (const std::uint64_t seed : {201U, 202U, 203U, 204U, 205U}) {
        const auto fleet = test::make_fleet(seed, machines);
        const auto figures = figures_of(fleet, by_rules);
        const auto beside = figures_of(fleet, by_naive_rule);
        MESSAGE(table_of(fmt::format("seed {}", seed), figures, beside));
        CAPTURE(seed);
        CHECK(figures.questioned.is_at_most(5));
        ours.add(figures);
        naive.add(beside);
    }
    MESSAGE(table_of("all five", ours, naive));
    CHECK(ours.faults.size() == test::reading_faults.size());
    CHECK(missed_limits(ours) == "");
    for (const auto* fault : {"digits transposed", "one digit too many", "two meters swapped",
                              "previous value", "ten times off"})
        CHECK(missed_limits(naive).find(fault) != std::string::npos);
}

TEST_CASE("MTR-026: the measure tells where a limit is missed")
{
    const auto missed = [](const std::function<void(rules::PlausibilityLimits&)>& change) {
        return missed_limits(figures_of(fleet_with(change), by_rules));
    };
    CHECK(missed([](auto&) {}).empty());
    CHECK(missed([](auto& limits) { limits.highest_percent = 130; }).find("clean readings") !=
          std::string::npos);
    CHECK(missed([](auto& limits) { limits.zero_periods = 1; }).find("previous value") !=
          std::string::npos);
    CHECK(missed([](auto& limits) {
              limits.lowest_percent = limits.lowest_percent_first_year = 0;
              limits.highest_percent = limits.highest_percent_first_year = 100'000;
          }).find("ten times off") != std::string::npos);
}

TEST_CASE("MTR-026: a fleet is made as it is described")
{
    Share swaps, rollovers, faulty;
    std::map<ReadingFault, int> kinds;
    for (const std::uint64_t seed : {1U, 2U, 3U})
        for (const auto& machine : test::make_fleet(seed, machines)) {
            const auto& first = machine.meters.front().past;
            swaps.count(first.last->read_on != Date{2026, 6, 30});
            for (const auto& meter : machine.meters) {
                rollovers.count(meter.true_value < meter.past.last->value);
                faulty.count(meter.fault.has_value());
                CHECK(meter.fault.has_value() == (meter.reported_value != meter.true_value));
                if (meter.fault)
                    ++kinds[*meter.fault];
            }
        }
    const auto is_about = [](const Share& share, double part) {
        const auto found = static_cast<double>(share.part) / static_cast<double>(share.whole);
        return found > part * 0.9 && found < part * 1.1;
    };
    CAPTURE(swaps.text());
    CAPTURE(rollovers.text());
    CAPTURE(faulty.text());
    CHECK(is_about(swaps, 0.01));
    CHECK(is_about(rollovers, 0.005));
    CHECK(is_about(faulty, 0.05));
    for (const auto fault : test::reading_faults) {
        CAPTURE(test::name_of(fault));
        CHECK(is_about({kinds[fault], faulty.part}, 1.0 / 6));
    }
}
