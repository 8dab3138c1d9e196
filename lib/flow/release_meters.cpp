#include "flow/release_meters.hpp"

#include "flow/meter_estimates.hpp"
#include "flow/policies.hpp"
#include "flow/portal_findings.hpp"
#include "flow/portal_readiness.hpp"
#include "flow/question_text.hpp"
#include "flow/reading_release.hpp"
#include "rules/metering/release.hpp"
#include "runtime/progress.hpp"
#include "store/releases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace duesday::flow {

namespace {

using rules::ReleaseFate;

constexpr std::size_t contracts_a_write = 500;

/// The ways by which a reading came that is to be released; empty: each.
std::vector<std::string> released_sources(const runtime::Context& context,
                                          const ReleaseOptions& options)
{
    if (!options.source)
        return context.config().meters.release_sources;
    return *options.source == "all" ? std::vector<std::string>{} : std::vector{*options.source};
}

class Releases {
public:
    Releases(runtime::Context& context, const ReleaseOptions& options)
        : context_{context}, limits_{meter_limits(context.config())}, sources_{released_sources(
                                                                          context, options)},
          whole_contract_{options.whole_contract}, estimate_missing_{options.estimate_missing}
    {
    }

    /// Those of which something waits, and those that were to be read by now: their readings may
    /// have come from a file.
    std::vector<std::int64_t> all() const
    {
        auto& database = context_.book.database();
        const auto contracts = store::contracts_with_waiting_readings(database);
        const auto due = store::contracts_due_by(database, context_.today());
        std::vector<std::int64_t> both;
        std::set_union(contracts.begin(), contracts.end(), due.begin(), due.end(),
                       std::back_inserter(both));
        return both;
    }

    void release(const std::vector<std::int64_t>& contracts)
    {
        runtime::Progress progress{
            context_.report,
            {"releasing", "contracts", static_cast<std::int64_t>(contracts.size())}};
        for (std::size_t i = 0; i < contracts.size();) {
            if (context_.stop_requested())
                return context_.report.set_status(runtime::Exit::try_later);
            const auto end = std::min(contracts.size(), i + contracts_a_write);
            std::vector<PortalTask> tasks;
            for (; i < end; ++i)
                tasks.push_back(task(contracts[i]));
            work_through(context_, tasks);
            progress.advance(static_cast<std::int64_t>(tasks.size()));
        }
    }

private:
    PortalTask task(std::int64_t contract)
    {
        return {store::contract_key(context_.book.database(), contract),
                [this, contract](store::Write* write, PortalFindings& findings) {
                    work_on(contract, write, findings);
                },
                "contract"};
    }

    void work_on(std::int64_t contract, store::Write* write, PortalFindings& findings)
    {
        auto& database = context_.book.database();
        const auto meters = store::meters_of_contract(database, contract);
        const auto waiting = waiting_readings(database, meters, limits_, context_.today());
        auto fates = fates_of(waiting);
        if (whole_contract_)
            rules::hold_whole_contract(fates);
        for (std::size_t i = 0; i < waiting.size(); ++i)
            settle(waiting[i], fates[i], write, findings);
        if (estimate_missing_)
            estimate_missing(context_, {meters, waiting, limits_}, write, findings);
        if (write != nullptr && close_term_if_complete(*write, meters))
            findings.count("closed");
    }

    std::vector<ReleaseFate> fates_of(const std::vector<WaitingReading>& waiting) const
    {
        std::vector<ReleaseFate> fates;
        for (const auto& one : waiting) {
            const auto& ends_on = one.meter.contract_ends_on;
            rules::ReleaseFacts facts;
            facts.is_of_source = sources_.empty() || std::find(sources_.begin(), sources_.end(),
                                                               one.row.source) != sources_.end();
            facts.is_held = one.row.state == "held";
            facts.is_after_contract = ends_on && one.row.reading.read_on > *ends_on;
            if (one.judgement.question)
                facts.question = one.judgement.question->rule;
            fates.push_back(rules::fate_at_release(facts));
        }
        return fates;
    }

    void settle(const WaitingReading& waiting, ReleaseFate fate, store::Write* write,
                PortalFindings& findings) const
    {
        if (fate == ReleaseFate::released)
            return release(waiting, write, findings);
        const bool is_held = fate == ReleaseFate::held || fate == ReleaseFate::implausible;
        if (is_held) {
            findings.count("held");
            if (write != nullptr)
                hold_reading(*write, waiting);
        }
        const bool needs_person = is_held || fate == ReleaseFate::contract_ended;
        findings.add(finding(waiting, needs_person ? Outcome::attention : Outcome::skipped,
                             rules::name_of(fate), why_not(waiting, fate), fields_of(waiting)));
    }

    void release(const WaitingReading& waiting, store::Write* write, PortalFindings& findings) const
    {
        const auto volumes = volumes_of_release(context_.book.database(), waiting);
        if (write != nullptr)
            release_reading(*write, waiting, volumes, std::nullopt);
        findings.count("released");
        findings.add(finding(waiting, Outcome::done, "", billed_text(waiting.row.reading, volumes),
                             fields_of(waiting)
                                 .add("volume", volume_of(volumes))
                                 .add("result", write != nullptr ? "released" : "planned")));
    }

    static PortalFinding finding(const WaitingReading& waiting, Outcome outcome, const char* reason,
                                 std::string text, runtime::Fields fields)
    {
        return {"reading", waiting.meter.meter, outcome,
                reason,    std::move(text),     std::move(fields)};
    }

    static std::string why_not(const WaitingReading& waiting, ReleaseFate fate)
    {
        switch (fate) {
        case ReleaseFate::released:
            return {};
        case ReleaseFate::other_source:
            return fmt::format("it came by {}, which is not released now", waiting.row.source);
        case ReleaseFate::contract_waits:
            return fmt::format("another reading of contract {} fails", waiting.meter.contract_key);
        case ReleaseFate::held:
        case ReleaseFate::implausible:
            return why_held(waiting);
        case ReleaseFate::contract_ended:
            return fmt::format("it was read on {}, after its contract's last day, {}: enter it "
                               "with --read-on, or mend the contract's end",
                               waiting.row.reading.read_on.iso(),
                               waiting.meter.contract_ends_on->iso());
        }
        return {};
    }

    static std::string why_held(const WaitingReading& waiting)
    {
        const auto& question = waiting.judgement.question;
        const auto why = question
                             ? question_text(*question, waiting.past, waiting.row.reading.read_on)
                             : waiting.row.rule + ": it was implausible when it was entered";
        return fmt::format("{} is not released, {}{} Correct it, or release-meters force it",
                           waiting.row.reading.value, why, why.ends_with('?') ? "" : ".");
    }

    static runtime::Fields fields_of(const WaitingReading& waiting)
    {
        runtime::Fields fields;
        fields.add("contract", waiting.meter.contract_key)
            .add("read_on", waiting.row.reading.read_on)
            .add("value", waiting.row.reading.value)
            .add("source", waiting.row.source);
        if (waiting.judgement.question)
            add_question(fields, *waiting.judgement.question);
        return fields;
    }

    runtime::Context& context_;
    rules::MeterLimits limits_;
    std::vector<std::string> sources_;
    bool whole_contract_ = false;
    bool estimate_missing_ = false;
};

} // namespace

void release_meters(runtime::Context& context, const ReleaseOptions& options)
{
    for (const auto* counter : {"released", "held", "estimated", "closed"})
        context.report.count(counter, 0);
    const auto named = named_contracts(context, options.contracts);
    if (!named)
        return;
    Releases releases{context, options};
    if (options.contracts.empty())
        return releases.release(releases.all());
    std::vector<std::int64_t> contracts;
    for (const auto& contract : *named)
        contracts.push_back(contract.id);
    releases.release(contracts);
}

} // namespace duesday::flow
