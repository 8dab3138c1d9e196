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

#include <algorithm>
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
    std::optional<store::ReadingRow> next; ///< that its device showed; nothing: it is the last one
    rules::MeterPast past;                 ///< as the original was judged
    std::optional<rules::Question> question;
    bool is_above_next = false; ///< that is the question
    /// From when on its days were billed; nothing: it was the first.
    std::optional<Date> billed_from;
    std::int64_t difference = 0; ///< that is billed, or taken back, for them
    /// The same of the days up to the next one.
    std::optional<Date> next_billed_from;
    std::int64_t next_difference = 0;
};

class CounterReading {
public:
    CounterReading(runtime::Context& context, const CorrectOptions& options)
        : context_{context}, database_{context.book.database()}, read_on_{options.read_on},
          serial_{options.serial}, word_{meter_words({options.value}).front()},
          reason_{stated_reason(options.reason, "a correction")}, limits_{meter_limits(
                                                                      context.config())}
    {
    }

    void run()
    {
        const auto planned = find();
        if (!planned || is_said_already(*planned))
            return;
        const auto plan = plan_of(*planned);
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        store::Write write{context_.book, context_.stamp()};
        const auto now = find();
        if (!now || is_said_already(*now)) // another one was quicker
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
    bool is_said_already(const Correction& correction) const
    {
        if (correction.value != correction.original.reading.value)
            return false;
        context_.report.subject({"correction", word_.meter, Outcome::skipped, "no_change",
                                 fmt::format("{} stands released already", correction.value)});
        return true;
    }

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

    /// That of the day, or the last one, of the device where one is named. Nothing: refused.
    std::optional<store::ReadingRow> released(const store::MeterRow& meter)
    {
        auto found = read_on_ ? store::released_on(database_, meter.id, *read_on_)
                              : store::last_released(database_, meter.id, 1);
        if (serial_) {
            const auto devices = devices_with_serial(context_, meter, *serial_);
            if (devices.empty())
                return std::nullopt;
            found = read_on_ ? of_devices(std::move(found), devices) : last_of(meter, devices);
        }
        if (found.empty()) {
            refuse("nothing_released",
                   fmt::format("nothing of {} is released{}: enter what it shows by enter-meters "
                               "submit",
                               meter.meter, read_on_ ? " for " + read_on_->iso() : ""));
            return std::nullopt;
        }
        const auto& one = found.front();
        if (one.source == "estimate") {
            refuse("is_estimate",
                   fmt::format("{} of {} is an estimate: enter what the counter shows by "
                               "enter-meters submit, and it is put right",
                               one.reading.value, one.reading.read_on.iso()));
            return std::nullopt;
        }
        return one;
    }

    static std::vector<store::ReadingRow> of_devices(std::vector<store::ReadingRow> readings,
                                                     const std::vector<std::int64_t>& devices)
    {
        std::erase_if(readings, [&](const auto& one) {
            return std::find(devices.begin(), devices.end(), one.device) == devices.end();
        });
        return readings;
    }

    /// At most one.
    std::vector<store::ReadingRow> last_of(const store::MeterRow& meter,
                                           const std::vector<std::int64_t>& devices) const
    {
        for (const auto device : devices)
            if (auto last = store::last_released(database_, meter.id, device))
                return {*std::move(last)};
        return {};
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
            if (meter.id == correction.meter.id)
                continue;
            const auto read =
                of_devices(store::released_on(database_, meter.id, read_on), {original.device});
            if (!read.empty())
                others.emplace_back(past_of(meter), read.front().reading);
        }
        const rules::Reading reading{read_on, correction.value};
        std::vector<rules::MeterReport> reports{{&correction.past, reading}};
        for (const auto& [past, other] : others)
            reports.push_back({&past, other});
        correction.question = rules::judge_machine(reports, context_.today()).front().question;
        correction.next =
            store::next_shown(database_, correction.meter.id, original.device, read_on);
        bill(correction);
        bill_next(correction);
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

    /// What follows on it counted from it.
    void bill_next(Correction& correction) const
    {
        if (!correction.next)
            return;
        const auto& past = correction.past;
        const auto limit = past.limits.rollover_limit;
        const auto next = correction.next->reading;
        const auto read_on = correction.original.reading.read_on;
        const auto meter = correction.meter.id;
        if (!correction.question) {
            correction.question =
                rules::question_before(correction.value, next.value, past.digits, limit);
            correction.is_above_next = correction.question.has_value();
        }
        correction.next_billed_from =
            store::first_billed(database_, meter, read_on, next.read_on).value_or(read_on);
        correction.next_difference =
            rules::difference_of(correction.value, next.value, past.digits, limit) -
            store::billed_between(database_, meter, read_on, next.read_on);
    }

    runtime::Plan plan_of(const Correction& correction) const
    {
        runtime::Plan plan;
        plan.lines.push_back(
            fields_of(correction).add("text", text_of(correction)).add("reason", reason_));
        plan.basis =
            fmt::format("enter-meters correct {} {} {} {} {} {}\n{}", correction.meter.meter,
                        correction.original.id, correction.value, correction.difference,
                        correction.next_difference, rule_of(correction), reason_);
        return plan;
    }

    static std::string text_of(const Correction& correction)
    {
        if (!correction.question)
            return "plausible";
        if (correction.is_above_next)
            return fmt::format("R2: {} of {} is below it", correction.next->reading.value,
                               correction.next->reading.read_on.iso());
        return question_text(*correction.question, correction.past,
                             correction.original.reading.read_on);
    }

    /// Empty where nothing questions it.
    static const char* rule_of(const Correction& correction)
    {
        return correction.question ? rules::code_of(correction.question->rule) : "";
    }

    static runtime::Fields fields_of(const Correction& correction)
    {
        const auto& next = correction.next;
        return runtime::Fields{}
            .add("meter", correction.meter.meter)
            .add("read_on", correction.original.reading.read_on)
            .add("released", correction.original.reading.value)
            .add("corrected", correction.value)
            .add("volume", correction.difference)
            .add("next_read_on", next ? std::optional{next->reading.read_on} : std::nullopt)
            .add("next_volume", next ? std::optional{correction.next_difference} : std::nullopt)
            .add("rule", correction.question ? std::optional<std::string>{rule_of(correction)}
                                             : std::nullopt);
    }

    void store(store::Write& write, const Correction& correction) const
    {
        const auto& original = correction.original;
        const auto* rule = rule_of(correction);
        const rules::Reading reading{original.reading.read_on, correction.value};
        const auto id = store::add_counter_reading(
            write, {correction.meter.id, original.device, reading, original.source, reason_, rule},
            original.id);
        if (correction.difference != 0)
            add_volume(write, correction, id, *correction.billed_from, reading.read_on,
                       correction.difference);
        if (correction.next_difference != 0)
            add_volume(write, correction, id, *correction.next_billed_from,
                       correction.next->reading.read_on, correction.next_difference);
        if (correction.question)
            store::add_release_finding(
                write, {id, correction.value, *correction.question, context_.actor.name, reason_});
        write.audit(
            "meter/" + correction.meter.meter, "corrected",
            fmt::format("value={}\nread_on={}", original.reading.value,
                        original.reading.read_on.iso()),
            fmt::format(
                "value={}\nvolume={}{}{}{}\nreason={}", correction.value, correction.difference,
                correction.next ? fmt::format("\nnext_volume={}", correction.next_difference) : "",
                *rule == '\0' ? "" : "\nrule=", rule, reason_));
    }

    static void add_volume(store::Write& write, const Correction& correction, std::int64_t id,
                           Date from, Date to, std::int64_t volume)
    {
        store::add_meter_volume(
            write, {correction.meter.id, id, {rules::VolumeKind::correction, from, to, volume}});
    }

    void report(const Correction& correction) const
    {
        const auto& next = correction.next;
        context_.report.subject(
            {"correction",
             word_.meter,
             Outcome::done,
             {},
             fmt::format("{} of {} is {} now; {}{} is billed with what comes next",
                         correction.original.reading.value,
                         correction.original.reading.read_on.iso(), correction.value,
                         correction.difference,
                         next ? fmt::format(", and {} up to {},", correction.next_difference,
                                            next->reading.read_on.iso())
                              : "")},
            fields_of(correction));
    }

    void refuse(std::string_view reason, const std::string& text) const
    {
        refuse_meter(context_, word_.meter, reason, text);
    }

    runtime::Context& context_;
    store::Database& database_;
    const std::optional<Date>& read_on_;
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
