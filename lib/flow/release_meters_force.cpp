// A person takes the answer for a reading that the job does not release (MTR-025).

#include "flow/policies.hpp"
#include "flow/question_text.hpp"
#include "flow/read_device.hpp"
#include "flow/reading_release.hpp"
#include "flow/release_meters.hpp"
#include "flow/stated_reason.hpp"
#include "intake/row.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

/// What a forced release would do.
struct Forced {
    WaitingReading waiting;
    std::vector<store::MeterRow> meters; ///< of its contract
    std::vector<rules::ReleasedVolume> volumes;
};

class ForcedRelease {
public:
    ForcedRelease(runtime::Context& context, const ForceOptions& options)
        : context_{context}, database_{context.book.database()}, options_{options},
          reason_{stated_reason(options.reason, "a forced release")}, limits_{meter_limits(
                                                                          context.config())}
    {
    }

    void run()
    {
        const auto planned = find();
        if (!planned)
            return;
        const auto plan = plan_of(*planned);
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        store::Write write{context_.book, context_.stamp()};
        const auto now = find();
        if (!now)
            return;
        if (plan_of(*now).basis != plan.basis) {
            context_.report.refuse(
                {"plan", options_.meter, Outcome::attention, "stale_plan",
                 "what was confirmed has changed meanwhile: look at the plan again"});
            return;
        }
        release_reading(write, now->waiting, now->volumes, ForcedBy{context_.actor.name, reason_});
        close_term_if_complete(write, now->meters);
        write.commit();
        report(*now);
    }

private:
    /// Nothing where it was refused.
    std::optional<Forced> find()
    {
        const auto meter = store::find_meter(database_, options_.meter);
        if (!meter) {
            refuse("unknown_meter",
                   fmt::format("there is no meter {}", intake::shown(options_.meter)));
            return std::nullopt;
        }
        Forced forced;
        forced.meters = store::meters_of_contract(database_, meter->contract);
        auto waiting = waiting_readings(database_, forced.meters, limits_, context_.today());
        std::erase_if(waiting, [&](const auto& one) { return one.meter.id != meter->id; });
        if (!choose(*meter, waiting) || !is_billable(waiting.front()))
            return std::nullopt;
        forced.waiting = std::move(waiting.front());
        forced.volumes = volumes_of_release(database_, forced.waiting);
        return forced;
    }

    /// Leaves the one that is meant; false: refused.
    bool choose(const store::MeterRow& meter, std::vector<WaitingReading>& waiting) const
    {
        if (options_.serial) {
            const auto devices = devices_with_serial(context_, meter, *options_.serial);
            if (devices.empty())
                return false;
            std::erase_if(waiting, [&](const auto& one) {
                return std::find(devices.begin(), devices.end(), one.row.device) == devices.end();
            });
        }
        if (waiting.size() == 1)
            return true;
        if (waiting.empty())
            refuse("nothing_waits", fmt::format("no reading of {} waits for its release{}",
                                                meter.meter, options_.serial ? " there" : ""));
        else
            refuse("ambiguous_device",
                   fmt::format("readings of two devices of {} wait: name one with --serial, the "
                               "earlier device first",
                               meter.meter));
        return false;
    }

    /// A day that is billed already is billed once.
    bool is_billable(const WaitingReading& waiting) const
    {
        const auto& question = waiting.judgement.question;
        const auto& reading = waiting.row.reading;
        const auto& ends_on = waiting.meter.contract_ends_on;
        if (question && question->rule == rules::PlausibilityRule::date_order)
            refuse("date_order",
                   fmt::format("{}: enter it with the day on which it was read",
                               question_text(*question, waiting.past, reading.read_on)));
        else if (ends_on && reading.read_on > *ends_on)
            refuse("contract_ended",
                   fmt::format("it was read on {}, after its contract's last day, {}: enter it "
                               "with --read-on, or mend the contract's end",
                               reading.read_on.iso(), ends_on->iso()));
        else
            return true;
        return false;
    }

    runtime::Plan plan_of(const Forced& forced) const
    {
        const auto& waiting = forced.waiting;
        const auto& question = waiting.judgement.question;
        runtime::Plan plan;
        plan.lines.push_back(fields_of(forced)
                                 .add("text", question ? question_text(*question, waiting.past,
                                                                       waiting.row.reading.read_on)
                                                       : std::string{"plausible"})
                                 .add("reason", reason_));
        plan.basis = fmt::format("release-meters force {} {} {} {}\n{}", waiting.meter.meter,
                                 waiting.row.id, volume_of(forced.volumes),
                                 question ? rules::code_of(question->rule) : "", reason_);
        return plan;
    }

    static runtime::Fields fields_of(const Forced& forced)
    {
        const auto& waiting = forced.waiting;
        const auto& question = waiting.judgement.question;
        return runtime::Fields{}
            .add("contract", waiting.meter.contract_key)
            .add("meter", waiting.meter.meter)
            .add("read_on", waiting.row.reading.read_on)
            .add("value", waiting.row.reading.value)
            .add("source", waiting.row.source)
            .add("volume", volume_of(forced.volumes))
            .add("rule", question ? std::optional<std::string>{rules::code_of(question->rule)}
                                  : std::nullopt);
    }

    void report(const Forced& forced) const
    {
        context_.report.subject({"reading",
                                 forced.waiting.meter.meter,
                                 Outcome::done,
                                 {},
                                 billed_text(forced.waiting.row.reading, forced.volumes)},
                                fields_of(forced).add("result", "forced"));
    }

    void refuse(const char* reason, const std::string& text) const
    {
        context_.report.refuse({"reading", options_.meter, Outcome::attention, reason, text});
    }

    runtime::Context& context_;
    store::Database& database_;
    const ForceOptions& options_;
    std::string reason_;
    rules::MeterLimits limits_;
};

} // namespace

void release_meters_force(runtime::Context& context, const ForceOptions& options)
{
    ForcedRelease{context, options}.run();
}

} // namespace duesday::flow
