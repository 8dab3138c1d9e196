#include "flow/waiting_readings.hpp"

#include "store/meter_pasts.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace duesday::flow {

namespace {

/// What was read together: of one device, at the end of one day.
using Visit = std::tuple<std::int64_t, std::int64_t, Date>; // machine, device, day
using Judged = std::pair<rules::MeterPast, rules::Reading>;

/// What is released of the same visit, as it was judged then.
std::vector<Judged> released_then(store::Database& database,
                                  const std::vector<store::MeterRow>& meters, const Visit& visit,
                                  const std::vector<WaitingReading*>& waiting,
                                  const rules::MeterLimits& limits)
{
    const auto& [machine, device, day] = visit;
    std::vector<Judged> released;
    for (const auto& meter : meters) {
        const auto waits = [&](const auto* one) { return one->meter.id == meter.id; };
        if (meter.machine != machine || std::any_of(waiting.begin(), waiting.end(), waits))
            continue;
        const auto last = store::last_released(database, meter.id, device);
        if (last && last->reading.read_on == day && last->source != "estimate")
            released.emplace_back(store::meter_past(database, meter, {device, day}, limits),
                                  last->reading);
    }
    return released;
}

rules::MeterReport report_of(const WaitingReading& waiting)
{
    return {&waiting.past, waiting.row.reading};
}

/// What is held explains nothing of the others, and is judged beside them.
void judge_visit(const std::vector<WaitingReading*>& waiting, const std::vector<Judged>& released,
                 Date today)
{
    std::vector<rules::MeterReport> reports;
    std::vector<WaitingReading*> entered;
    for (auto* one : waiting)
        if (one->row.state == "entered") {
            reports.push_back(report_of(*one));
            entered.push_back(one);
        }
    for (const auto& [past, reading] : released)
        reports.push_back({&past, reading});
    const auto judgements = rules::judge_machine(reports, today);
    for (std::size_t i = 0; i < entered.size(); ++i)
        entered[i]->judgement = judgements[i];
    for (auto* one : waiting)
        if (one->row.state == "held") {
            auto with_it = reports;
            with_it.insert(with_it.begin(), report_of(*one));
            one->judgement = rules::judge_machine(with_it, today).front();
        }
}

} // namespace

std::vector<WaitingReading> waiting_readings(store::Database& database,
                                             const std::vector<store::MeterRow>& meters,
                                             const rules::MeterLimits& limits, Date today)
{
    std::vector<WaitingReading> all;
    for (const auto& meter : meters)
        for (auto& row : store::current_readings(database, meter.id)) {
            auto past = store::meter_past(database, meter, {row.device}, limits);
            all.push_back({meter, std::move(row), std::move(past), {}});
        }
    std::map<Visit, std::vector<WaitingReading*>> visits;
    for (auto& one : all)
        visits[{one.meter.machine, one.row.device, one.row.reading.read_on}].push_back(&one);
    for (const auto& [visit, waiting] : visits)
        judge_visit(waiting, released_then(database, meters, visit, waiting, limits), today);
    return all;
}

} // namespace duesday::flow
