#include "base/fault.hpp"
#include "flow/enter_meters.hpp"
#include "flow/meter_words.hpp"
#include "flow/policies.hpp"
#include "flow/question_text.hpp"
#include "flow/read_device.hpp"
#include "flow/stated_reason.hpp"
#include "rules/metering/entry.hpp"
#include "store/meter_pasts.hpp"
#include "store/meter_volumes.hpp"
#include "store/readings.hpp"
#include "store/release_findings.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>
#include <vector>

namespace duesday::flow {

namespace {

/// What a counter-reading would do.
struct Correction {
    store::MeterRow meter;
    store::ReadingRow original;
    std::int64_t value = 0;
    rules::MeterPast past; ///< as the original was judged
    rules::Judgement judgement;
    std::optional<Date> billed_from; ///< nothing: nothing was billed for it, it was the first
    std::int64_t difference = 0;     ///< that is billed, or taken back
};

class CounterReading {
public:
    CounterReading(runtime::Context& context, const CorrectOptions& options)
        : context_{context}, database_{context.book.database()}, serial_{options.serial},
          word_{meter_words({options.value}).front()}, reason_{stated_reason(options.reason,
                                                                             "a correction")},
          limits_{meter_limits(context.config())}
    {
    }

    void run()
    {
        const auto planned = find();
        if (!planned)
            return;
        if (planned->value == planned->original.reading.value) {
            context_.report.subject({"correction", word_.meter, Outcome::skipped, "no_change",
                                     fmt::format("{} stands released already", planned->value)});
            return;
        }
        const auto plan = plan_of(*planned);
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        store::Write write{context_.book, context_.stamp()};
        const auto now = find();
        if (!now)
            return;
        if (plan_of(*now).basis != plan.basis) {
            context_.report.refuse(
                {"plan", word_.meter, Outcome::attention, "stale_plan",
                 "what was confirmed has changed meanwhile: look at the plan again"});
            return;
        }
        store(write, *now);
        write.commit();
        report(*now);
    }

private:
    /// Nothing where it was refused.
    std::optional<Correction> find()
    {
        Correction correction;
        auto meter = store::find_meter(database_, word_.meter);
        if (!meter) {
            refuse_unknown_meter(context_, word_.meter);
            return std::nullopt;
        }
        correction.meter = std::move(*meter);
        const auto value = typed_value(context_, word_);
        if (!value)
            return std::nullopt;
        correction.value = *value;
        if (correction.meter.digits && *value >= rules::counter_end(*correction.meter.digits)) {
            refuse("too_many_digits",
                   fmt::format("the counter has {} digits", *correction.meter.digits));
            return std::nullopt;
        }
        auto original = released(correction.meter);
        if (!original)
            return std::nullopt;
        correction.original = std::move(*original);
        judge(correction);
        return correction;
    }

    /// The last one of the device, or nothing: refused.
    std::optional<store::ReadingRow> released(const store::MeterRow& meter)
    {
        std::optional<store::ReadingRow> last;
        if (serial_) {
            const auto device = device_with_serial(context_, meter, *serial_);
            if (!device)
                return std::nullopt;
            last = store::last_released(database_, meter.id, *device);
        } else if (auto newest = store::last_released(database_, meter.id, 1); !newest.empty()) {
            last = std::move(newest.front());
        }
        if (!last)
            refuse("nothing_released",
                   fmt::format("nothing of {} is released: enter what it shows by enter-meters "
                               "submit",
                               meter.meter));
        else if (last->source == "estimate")
            refuse("is_estimate",
                   fmt::format("{} of {} is an estimate: enter what the counter shows by "
                               "enter-meters submit, and it is put right",
                               last->reading.value, last->reading.read_on.iso()));
        return last && last->source != "estimate" ? last : std::nullopt;
    }

    /// As the original was: with what was released before it, and what was read with it.
    void judge(Correction& correction) const
    {
        const auto& original = correction.original;
        const auto read_on = original.reading.read_on;
        const auto past_of = [&](const store::MeterRow& meter) {
            return store::meter_past(database_, meter, {original.device, read_on}, limits_);
        };
        correction.past = past_of(correction.meter);
        std::vector<std::pair<rules::MeterPast, rules::Reading>> others;
        for (const auto& meter : store::meters_of_machine(database_, correction.meter.machine)) {
            const auto last = store::last_released(database_, meter.id, original.device);
            if (meter.id != correction.meter.id && last && last->reading.read_on == read_on)
                others.emplace_back(past_of(meter), last->reading);
        }
        const rules::Reading reading{read_on, correction.value};
        std::vector<rules::MeterReport> reports{{&correction.past, reading}};
        for (const auto& [past, other] : others)
            reports.push_back({&past, other});
        correction.judgement = rules::judge_machine(reports, context_.today()).front();
        bill(correction);
    }

    void bill(Correction& correction) const
    {
        const auto& [past, original] = std::tie(correction.past, correction.original);
        if (!past.last)
            return;
        const auto meter = correction.meter.id;
        const auto read_on = original.reading.read_on;
        correction.billed_from = store::billed_from(database_, meter, original.device, read_on)
                                     .value_or(past.last->read_on);
        correction.difference =
            rules::difference_of(past.last->value, correction.value, past.digits,
                                 past.limits.rollover_limit) -
            store::billed_between(database_, meter, past.last->read_on, read_on);
    }

    runtime::Plan plan_of(const Correction& correction) const
    {
        const auto& question = correction.judgement.question;
        runtime::Plan plan;
        plan.lines.push_back(
            fields_of(correction)
                .add("text", question ? question_text(*question, correction.past,
                                                      correction.original.reading.read_on)
                                      : std::string{"plausible"})
                .add("reason", reason_));
        plan.basis = fmt::format("enter-meters correct {} {} {} {} {}\n{}", correction.meter.meter,
                                 correction.original.id, correction.value, correction.difference,
                                 question ? rules::code_of(question->rule) : "", reason_);
        return plan;
    }

    static runtime::Fields fields_of(const Correction& correction)
    {
        const auto& question = correction.judgement.question;
        return runtime::Fields{}
            .add("meter", correction.meter.meter)
            .add("read_on", correction.original.reading.read_on)
            .add("released", correction.original.reading.value)
            .add("corrected", correction.value)
            .add("volume", correction.difference)
            .add("rule", question ? std::optional<std::string>{rules::code_of(question->rule)}
                                  : std::nullopt);
    }

    void store(store::Write& write, const Correction& correction) const
    {
        const auto& original = correction.original;
        const auto& question = correction.judgement.question;
        const rules::Reading reading{original.reading.read_on, correction.value};
        const auto id = store::add_counter_reading(write,
                                                   {correction.meter.id, original.device, reading,
                                                    original.source, reason_,
                                                    question ? rules::code_of(question->rule) : ""},
                                                   original.id);
        if (correction.difference != 0)
            store::add_meter_volume(write, {correction.meter.id,
                                            id,
                                            {rules::VolumeKind::correction, *correction.billed_from,
                                             reading.read_on, correction.difference}});
        if (question)
            store::add_release_finding(
                write, {id, correction.value, *question, context_.actor.name, reason_});
        write.audit("meter/" + correction.meter.meter, "corrected",
                    fmt::format("value={}\nread_on={}", original.reading.value,
                                original.reading.read_on.iso()),
                    fmt::format("value={}\nvolume={}{}{}\nreason={}", correction.value,
                                correction.difference, question ? "\nrule=" : "",
                                question ? rules::code_of(question->rule) : "", reason_));
    }

    void report(const Correction& correction) const
    {
        context_.report.subject(
            {"correction",
             word_.meter,
             Outcome::done,
             {},
             fmt::format("{} of {} is {} now; {} is billed with what comes next",
                         correction.original.reading.value,
                         correction.original.reading.read_on.iso(), correction.value,
                         correction.difference)},
            fields_of(correction));
    }

    void refuse(std::string_view reason, const std::string& text) const
    {
        refuse_meter(context_, word_.meter, reason, text);
    }

    runtime::Context& context_;
    store::Database& database_;
    const std::optional<std::string>& serial_;
    MeterWord word_;
    std::string reason_;
    rules::MeterLimits limits_;
};

} // namespace

void enter_meters_correct(runtime::Context& context, const CorrectOptions& options)
{
    CounterReading{context, options}.run();
}

} // namespace duesday::flow
