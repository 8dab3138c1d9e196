#include "flow/reading_release.hpp"

#include "rules/metering/entry.hpp"
#include "store/meter_volumes.hpp"
#include "store/release_findings.hpp"
#include "store/releases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace duesday::flow {

namespace {

std::string audit_text(const store::ReadingRow& row)
{
    return fmt::format("value={}\nread_on={}", row.reading.value, row.reading.read_on.iso());
}

/// Why it was questioned: now, or when it was entered and held, whose limits nobody knows any more.
std::optional<rules::Question> question_of(const WaitingReading& waiting)
{
    if (waiting.judgement.question)
        return waiting.judgement.question;
    if (const auto rule = rules::plausibility_rule(waiting.row.rule))
        return rules::Question{*rule, 0, 0, rules::Suspicion::none, std::nullopt};
    return std::nullopt;
}

} // namespace

std::vector<rules::ReleasedVolume> volumes_of_release(store::Database& database,
                                                      const WaitingReading& waiting)
{
    const auto& last = waiting.past.last;
    if (!last)
        return {};
    const auto& reading = waiting.row.reading;
    const auto counted = waiting.judgement.question
                             ? rules::difference_of(last->value, reading.value, waiting.past.digits,
                                                    waiting.past.limits.rollover_limit)
                             : waiting.judgement.volume;
    const auto meter = waiting.meter.id;
    return rules::volumes_of_reading({last->read_on,
                                      store::billed_until(database, meter).value_or(last->read_on),
                                      store::estimated_since(database, meter, last->read_on)},
                                     reading.read_on, counted);
}

void release_reading(store::Write& write, const WaitingReading& waiting,
                     const std::vector<rules::ReleasedVolume>& volumes,
                     const std::optional<ForcedBy>& forced)
{
    const auto& row = waiting.row;
    store::release_reading(write, row.id, forced ? forced->reason : "");
    auto after = audit_text(row) + fmt::format("\nsource={}", row.source);
    for (const auto& volume : volumes) {
        store::add_meter_volume(write, {waiting.meter.id, row.id, volume});
        after += fmt::format("\n{}={}", rules::name_of(volume.kind), volume.volume);
    }
    const auto question = forced ? question_of(waiting) : std::nullopt;
    if (question) {
        store::add_release_finding(
            write, {row.id, row.reading.value, *question, forced->person, forced->reason});
        after += fmt::format("\nrule={}", rules::code_of(question->rule));
    }
    if (forced)
        after += fmt::format("\nreason={}", forced->reason);
    write.audit("meter/" + waiting.meter.meter, forced ? "forced" : "released", "", after);
}

void hold_reading(store::Write& write, const WaitingReading& waiting)
{
    const auto& row = waiting.row;
    const auto question = question_of(waiting);
    if (!question || store::has_release_finding(write.database(), row.id))
        return;
    const auto* rule = rules::code_of(question->rule);
    store::add_release_finding(write, {row.id, row.reading.value, *question, "", ""});
    if (row.state == "held")
        return;
    store::hold_reading(write, row.id, rule);
    write.audit("meter/" + waiting.meter.meter, "held", audit_text(row),
                fmt::format("{}\nrule={}", audit_text(row), rule));
}

bool close_term_if_complete(store::Write& write, const std::vector<store::MeterRow>& meters)
{
    if (meters.empty())
        return false;
    auto& database = write.database();
    const auto& contract = meters.front();
    auto term = store::reading_term(database, contract.contract);
    std::optional<Date> newest;
    for (const auto& meter : meters) {
        if (!meter.is_relevant)
            continue;
        const auto until = store::released_until(database, meter.id);
        if (!until || (term && !rules::counts_for(*term, *until)))
            return false;
        newest = std::max(newest.value_or(*until), *until);
    }
    if (!newest)
        return false; // no meter is relevant: nobody is asked for them
    if (!term)        // read for the first time, without having been asked
        term = rules::ReadingTerm{*newest, contract.period_months, std::nullopt};
    const auto next = rules::next_reading_due(*term, write.stamp().business_date);
    store::close_term(write, contract.contract, term->due_on, next);
    write.audit("contract/" + contract.contract_key, "readings_released", "",
                fmt::format("due_on={}\nnext_reading_on={}", term->due_on.iso(), next.iso()));
    return true;
}

std::int64_t volume_of(const std::vector<rules::ReleasedVolume>& volumes)
{
    std::int64_t sum = 0;
    for (const auto& volume : volumes)
        sum += volume.volume;
    return sum;
}

std::string billed_text(const rules::Reading& reading,
                        const std::vector<rules::ReleasedVolume>& volumes)
{
    auto text = fmt::format("{} of {} is released", reading.value, reading.read_on.iso());
    if (volumes.empty())
        return text + "; its counter goes on from there";
    for (const auto& volume : volumes)
        text += rules::puts_right(volume.kind)
                    ? fmt::format(", {} for days that were billed before", volume.volume)
                    : fmt::format("; {} is billed", volume.volume);
    return text;
}

} // namespace duesday::flow
