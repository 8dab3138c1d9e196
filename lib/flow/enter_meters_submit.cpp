#include "base/fault.hpp"
#include "flow/enter_meters.hpp"
#include "flow/link_holder.hpp"
#include "flow/meter_words.hpp"
#include "flow/policies.hpp"
#include "flow/question_text.hpp"
#include "flow/read_device.hpp"
#include "flow/stated_reason.hpp"
#include "flow/subject_faults.hpp"
#include "rules/metering/entry.hpp"
#include "store/meter_pasts.hpp"
#include "store/readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace duesday::flow {

namespace {

using rules::EntryFate;

/// A value that can be entered, and what becomes of it.
struct Entry {
    store::MeterRow meter;
    std::int64_t device = 0;
    rules::Reading reading;
    rules::MeterPast past;
    rules::Judgement judgement;
    EntryFate fate = EntryFate::entered;
    std::optional<store::ReadingRow> current; ///< what was entered before
    bool is_known = false;                    ///< it stands there already, just like this
    bool is_broken = false;                   ///< the rows of its machine are
};

/// Of another meter of the machine.
using EnteredBefore = std::pair<rules::MeterPast, rules::Reading>;

/// What an option may not be combined with, said before anything is opened.
void check_options(const SubmitOptions& options)
{
    const auto refuse = [](const std::string& text, const std::string& remedy) {
        throw Fault{FaultKind::usage, text, remedy};
    };
    if (!options.token_file && !options.source)
        refuse("nobody says where the readings come from",
               "name --source phone, technician, mail or device; the holder of a link names "
               "--token-file FILE");
    if (options.token_file && (options.source || options.serial || !options.reason.empty()))
        refuse("--source, --serial and --reason are for operators, not with --token-file",
               "leave them out: what comes by a link is of the portal");
}

/// One submission, judged and stored as a whole.
class Submission {
public:
    Submission(runtime::Context& context, const SubmitOptions& options,
               const std::optional<LinkHolder>& holder)
        : context_{context}, database_{context.book.database()}, options_{options}, holder_{holder},
          limits_{meter_limits(context.config())}, read_on_{options.read_on.value_or(
                                                       context.today())},
          reason_{options.reason.empty() ? "" : stated_reason(options.reason, "a reading")}
    {
    }

    /// False where a word was refused: then nothing may be stored. Of a machine whose rows are
    /// broken nothing is stored, and that is reported; the other machines go on.
    bool judge(const std::vector<MeterWord>& words)
    {
        bool is_good = true;
        for (const auto& word : words)
            on_one_subject(
                [&] {
                    auto entry = entry_of(word);
                    is_good = is_good && entry;
                    if (entry)
                        entries_.push_back(std::move(*entry));
                },
                [&](const Fault& fault) { report_broken_meter(context_, word.meter, fault); });
        if (!is_good)
            return false;
        judge_machines();
        return true;
    }

    void store(store::Write& write) const
    {
        for (const auto& entry : entries_)
            if (!entry.is_known)
                store(write, entry);
    }

    void report() const
    {
        for (const auto& entry : entries_)
            report(entry);
        const auto count = [&](EntryFate fate) {
            context_.report.count(rules::name_of(fate),
                                  std::count_if(entries_.begin(), entries_.end(),
                                                [&](const auto& e) { return e.fate == fate; }));
        };
        count(EntryFate::entered);
        count(EntryFate::rejected);
        count(EntryFate::held);
    }

private:
    /// Nothing where the word was refused.
    std::optional<Entry> entry_of(const MeterWord& word)
    {
        Entry entry;
        std::optional<store::MeterRow> meter; // what exists elsewhere is nobody's business
        if (!holder_ || store::is_entrusted(database_, holder_->email_key, word.meter))
            meter = store::find_meter(database_, word.meter);
        if (!meter) {
            refuse_unknown_meter(context_, word.meter, holder_ ? " at this link" : "");
            return std::nullopt;
        }
        entry.meter = std::move(*meter);
        const auto value = typed_value(context_, word);
        if (!value || !is_wanted(entry.meter))
            return std::nullopt;
        entry.reading = {read_on_, *value};
        const auto device =
            read_device(context_, entry.meter, entry.reading, options_.serial, limits_);
        if (!device)
            return std::nullopt;
        entry.device = *device;
        entry.current = store::current_reading(database_, entry.meter.id, *device);
        entry.past = store::meter_past(database_, entry.meter, {*device}, limits_);
        return entry;
    }

    bool is_wanted(const store::MeterRow& meter)
    {
        if (meter.contract_ends_on && read_on_ > *meter.contract_ends_on) {
            refuse_meter(context_, meter.meter, "contract_ended",
                         fmt::format("the contract of {} ended on {}: give the day on which it was "
                                     "read with --read-on",
                                     meter.meter, meter.contract_ends_on->iso()));
            return false;
        }
        if (!holder_)
            return true;
        const auto wanted = store::wanted_reading(database_, meter, holder_->period);
        const auto last = store::last_released(database_, meter.id, 1);
        if (!wanted.is_closed && (last.empty() || !wanted.term ||
                                  !rules::counts_for(*wanted.term, last.front().reading.read_on)))
            return true;
        refuse_meter(context_, meter.meter, "already_released",
                     fmt::format("{} is released for billing and does not change here any more: "
                                 "tell us what is wrong with it",
                                 meter.meter));
        return false;
    }

    /// The meters of a machine explain each other, those among them that were entered before for
    /// the same day.
    void judge_machines()
    {
        std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Entry*>> machines;
        for (auto& entry : entries_)
            machines[{entry.meter.machine, entry.device}].push_back(&entry);
        for (const auto& [machine, entries] : machines)
            on_one_subject(
                [&] {
                    judge_machine(entries, entered_before(machine.first, machine.second, entries));
                },
                [&](const Fault& fault) {
                    for (auto* entry : entries) {
                        report_broken_meter(context_, entry->meter.meter, fault);
                        entry->is_broken = true;
                    }
                });
        std::erase_if(entries_, [](const auto& entry) { return entry.is_broken; });
    }

    void judge_machine(const std::vector<Entry*>& entries, const std::vector<EnteredBefore>& others)
    {
        std::vector<rules::MeterReport> reports;
        for (const auto* entry : entries)
            reports.push_back({&entry->past, entry->reading});
        for (const auto& [past, reading] : others)
            reports.push_back({&past, reading});
        const auto judgements = rules::judge_machine(reports, context_.today());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            entries[i]->judgement = judgements[i];
            decide(*entries[i]);
        }
    }

    std::vector<EnteredBefore> entered_before(std::int64_t machine, std::int64_t device,
                                              const std::vector<Entry*>& entries) const
    {
        std::vector<EnteredBefore> others;
        for (const auto& meter : store::meters_of_machine(database_, machine)) {
            if (std::any_of(entries.begin(), entries.end(),
                            [&](const auto* entry) { return entry->meter.id == meter.id; }))
                continue;
            const auto current = store::current_reading(database_, meter.id, device);
            if (current && current->state == "entered" && current->reading.read_on == read_on_)
                others.emplace_back(store::meter_past(database_, meter, {device}, limits_),
                                    current->reading);
        }
        return others;
    }

    void decide(Entry& entry) const
    {
        rules::EntryFacts facts;
        if (entry.judgement.question)
            facts.question = entry.judgement.question->rule;
        facts.is_insisted = !reason_.empty();
        facts.is_repeated =
            store::was_rejected(database_, entry.meter.id, entry.device, entry.reading);
        entry.fate = rules::fate_of_entry(facts);
        const auto& current = entry.current;
        if (!current || current->reading != entry.reading)
            return;
        // What is held stays so when it comes a third time.
        if (current->state == "held" && entry.fate == EntryFate::rejected)
            entry.fate = EntryFate::held;
        entry.is_known = current->state == rules::name_of(entry.fate);
    }

    std::string source() const { return holder_ ? "portal" : *options_.source; }

    void store(store::Write& write, const Entry& entry) const
    {
        const auto* rule =
            entry.judgement.question ? rules::code_of(entry.judgement.question->rule) : "";
        const auto* state = rules::name_of(entry.fate);
        const bool replaces = entry.fate != EntryFate::rejected && entry.current;
        if (replaces)
            store::replace_reading(write, entry.current->id);
        const auto from = source();
        store::add_reading(
            write, {entry.meter.id, entry.device, entry.reading, from, reason_, rule}, state);
        const auto text_of = [](const rules::Reading& reading) {
            return fmt::format("value={}\nread_on={}", reading.value, reading.read_on.iso());
        };
        write.audit("meter/" + entry.meter.meter, state,
                    replaces ? text_of(entry.current->reading) : std::string{},
                    fmt::format("{}\nsource={}{}{}{}{}", text_of(entry.reading), from,
                                *rule == '\0' ? "" : "\nrule=", rule,
                                reason_.empty() ? "" : "\nreason=", reason_));
    }

    void report(const Entry& entry) const
    {
        runtime::Fields fields;
        fields.add("value", entry.reading.value)
            .add("read_on", entry.reading.read_on)
            .add("result", context_.dry_run ? "planned" : rules::name_of(entry.fate));
        if (!entry.judgement.question) {
            context_.report.subject({"reading",
                                     entry.meter.meter,
                                     Outcome::done,
                                     {},
                                     fmt::format("{} plausible \u2713", entry.reading.value)},
                                    fields.add("answer", "plausible"));
            return;
        }
        const auto& question = *entry.judgement.question;
        fields.add("answer", "implausible");
        add_question(fields, question);
        const bool is_held = entry.fate == EntryFate::held;
        const auto why = question_text(question, entry.past, entry.reading.read_on);
        context_.report.subject(
            {"reading", entry.meter.meter, Outcome::attention, is_held ? "held" : "implausible",
             fmt::format("{} implausible, {}{} {}", entry.reading.value, why,
                         why.ends_with('?') ? "" : ".", what_next(question, is_held))},
            fields);
    }

    static const char* what_next(const rules::Question& question, bool is_held)
    {
        if (is_held)
            return "It is kept, and released by a person only";
        if (question.rule == rules::PlausibilityRule::date_order)
            return "Give the day on which it was read";
        return "Look again; entered a second time it is kept for a person";
    }

    runtime::Context& context_;
    store::Database& database_;
    const SubmitOptions& options_;
    const std::optional<LinkHolder>& holder_;
    rules::MeterLimits limits_;
    Date read_on_;
    std::string reason_;
    std::vector<Entry> entries_;
};

} // namespace

void enter_meters_submit(runtime::Context& context, const SubmitOptions& options)
{
    check_options(options);
    const auto words = meter_words(options.values);
    std::optional<LinkHolder> holder;
    if (options.token_file) {
        holder = link_holder(context, *options.token_file);
        if (!holder)
            return;
    }
    Submission submission{context, options, holder};
    if (context.dry_run) {
        const store::Reading reading{context.book};
        if (submission.judge(words))
            submission.report();
        return;
    }
    auto stamp = context.stamp();
    if (holder)
        stamp.actor = holder->email_key;
    store::Write write{context.book, stamp};
    if (!submission.judge(words))
        return;
    submission.store(write);
    write.commit();
    submission.report();
}

} // namespace duesday::flow
