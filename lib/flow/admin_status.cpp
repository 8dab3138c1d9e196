#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "flow/admin.hpp"
#include "flow/service_states.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/charges.hpp"
#include "store/reversals.hpp"
#include "store/status.hpp"
#include "store/subscription_lists.hpp"
#include "store/unexplained_payments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace duesday::flow {

namespace {

std::string explain_reversal(const store::UnsettledReversal& reversal)
{
    const auto what = fmt::format("{} of {} went back ({}) on {}", money_text(reversal.amount),
                                  reversal.customer, reversal.kind, reversal.found_on.iso());
    if (reversal.is_partial)
        return fmt::format("{}, which is a part of what was paid: find out why, make good with the "
                           "customer what it was for, then subscribe settle {} --as refunded "
                           "--reason TEXT",
                           what, reversal.provider_reference);
    return fmt::format("{}: invoices credit {} --reason TEXT gives it up", what, reversal.invoice);
}

/// Who asks for its answer next (D19).
std::string what_settles(const store::UnresolvedCharge& charge)
{
    if (rules::is_misfit(charge.reason))
        return how_to_settle(charge.key);
    return charge.state == "planned" || charge.state == "sent"
               ? "the run that made it died or could not send it; renew settles it"
               : "poll-confirmations cards asks again";
}

using runtime::Context;
using runtime::Fields;

constexpr std::int64_t ms_per_hour = 3'600'000;
constexpr int letter_promise_hours = 24; ///< an invoice leaves within a day (SUB-094)
constexpr int backup_promise_days = 7;
constexpr int charges_shown = 20;
/// A run without an end that began longer ago than this was killed; none takes as long.
constexpr std::int64_t longest_run_hours = 6;
/// What jobs/nightly runs: --max-age asks about these.
constexpr std::string_view nightly_programs[] = {"renew", "deliver"};

std::int64_t hours_between(Timestamp from, Timestamp to)
{
    return (to.ms_since_1970 - from.ms_since_1970) / ms_per_hour;
}

/// "26h", "2d" in hours.
std::int64_t parse_age(const std::string& text)
{
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [unit, error] = std::from_chars(text.data(), end, number);
    const bool is_age = error == std::errc{} && unit + 1 == end && number > 0 && number < 100'000 &&
                        (*unit == 'h' || *unit == 'd');
    if (!is_age)
        throw Fault{FaultKind::usage,
                    fmt::format("--max-age takes hours or days such as 26h or 2d, not '{}'", text),
                    "write for example --max-age 26h"};
    return *unit == 'd' ? number * 24 : number;
}

void attention(Context& context, std::string_view subject, std::string_view reason,
               const std::string& text)
{
    context.report.subject({"late", subject, Outcome::attention, reason, text});
}

/// What has ended by today and is still recorded as running: the state is a function of the dates,
/// whether or not renew has been there (D17).
std::int64_t ends_unrecorded(const Context& context)
{
    std::int64_t ends = 0;
    const Catalogue catalogue{context.book.database()};
    ServiceStates states{context, catalogue};
    store::each_past_its_end(context.book.database(), context.today(),
                             [&](const store::SubscriptionListing& listing) {
                                 const auto state = states.of(listing).state;
                                 ends += state == rules::ServiceState::expired ? 1 : 0;
                             });
    return ends;
}

void show_counts(Context& context)
{
    auto& database = context.book.database();
    const auto counts = store::count_book(database);
    const auto ends = ends_unrecorded(context);
    const auto oldest = store::oldest_waiting_letter(database);
    const auto backup = store::last_backup(database);
    Fields fields;
    fields.add("book", context.book.file())
        .add("mode", store::name_of(context.book.mode()))
        .add("last_business_date", context.book.state().last_business_date)
        .add("customers", counts.customers)
        .add("installations", counts.installations)
        .add("subscriptions_running", counts.running - ends)
        .add("subscriptions_ordered", counts.ordered)
        .add("subscriptions_lapsed", counts.lapsed + ends)
        .add("ends_unrecorded", ends)
        .add("invoices", counts.invoices)
        .add("letters_waiting", counts.letters_waiting)
        .add("cloud_messages_waiting", counts.messages_waiting)
        .add("held", counts.held)
        .add("bounced", counts.bounced)
        .add("readings_waiting", counts.readings_waiting)
        .add("readings_held", counts.readings_held)
        .add("unexplained_payments", counts.unexplained_payments)
        .add("audit_rows", counts.audit_rows);
    if (oldest)
        fields.add("oldest_letter_hours", // on an earlier day it is not yet written
                   std::max<std::int64_t>(0, hours_between(*oldest, context.clock.now())));
    if (backup)
        fields.add("days_since_backup", context.today() - *backup);
    if (!context.report.style().quiet)
        context.report.object("status", fields);
    if (counts.held + counts.bounced > 0)
        attention(context, "outbox", "held_letters",
                  fmt::format("{} held and {} bounced: deliver list shows them", counts.held,
                              counts.bounced));
    if (counts.readings_held > 0)
        attention(context, "meters", "held_readings",
                  fmt::format("{} {} held: release-meters protocol says why", counts.readings_held,
                              counts.readings_held == 1 ? "reading is" : "readings are"));
    const bool has_sold = counts.invoices > 0;
    if (has_sold && (!backup || context.today() - *backup > backup_promise_days))
        attention(context, "book", "no_backup",
                  backup ? fmt::format("the last backup is of {}", backup->iso())
                         : "there is no backup: admin backup FILE makes one");
}

void show_late_work(Context& context)
{
    auto& database = context.book.database();
    const auto late = store::late_invoice_letters(
        database, context.clock.now().plus_seconds(-3600 * letter_promise_hours));
    if (late.letters > 0)
        attention(context, "invoice/" + late.oldest, "late_invoice_letter",
                  fmt::format("{} invoice letter{} older than {} hours: run deliver", late.letters,
                              late.letters == 1 ? " is" : "s are", letter_promise_hours));
    for (const auto& charge : store::unresolved_charges(database, context.today(), charges_shown))
        attention(context, "charge/" + charge.key, "unresolved_charge",
                  fmt::format("{} of {} is {} since {}: {}", money_text(charge.amount),
                              charge.customer, charge.state, charge.business_date.iso(),
                              what_settles(charge)));
    auto shown = 0;
    for (const auto& payment : store::unexplained_payments(database))
        if (payment.is_open() && ++shown <= charges_shown)
            attention(context, "payment/" + payment.key, "unexplained_payment",
                      explain(database, payment));
    for (const auto& reversal : store::unsettled_reversals(database, charges_shown))
        attention(context, "invoice/" + reversal.invoice, "payment_reversed",
                  explain_reversal(reversal));
    if (const auto from = context.book.state().reconcile_from)
        attention(context, "book", "reconcile",
                  fmt::format("this book was restored or copied: payments since {} are not known "
                              "to it, and nothing that costs leaves before poll-confirmations "
                              "--reconcile",
                              from->iso()));
}

void show_runs(Context& context, std::optional<std::int64_t> max_age_hours)
{
    const auto runs = store::last_runs(context.book.database());
    const auto real = context.clock.real();
    for (const auto& run : runs)
        if (!context.report.style().quiet)
            context.report.row(
                Fields{}
                    .add("program", run.program)
                    .add("today", run.business_date)
                    .add("started_at", run.started_at.iso())
                    .add("ended", run.finished_at ? run.finished_at->iso() : "no end")
                    .add("status", run.status)
                    .add("summary", run.summary));
    for (const auto& run : runs)
        if (!run.finished_at && hours_between(run.started_at, real) >= longest_run_hours)
            attention(context, "run/" + run.program, "killed_run",
                      fmt::format("the run of {} never ended: it was killed; run it again",
                                  run.started_at.iso()));
    if (!max_age_hours)
        return;
    for (const auto program : nightly_programs) {
        const auto run = std::find_if(runs.begin(), runs.end(),
                                      [&](const auto& r) { return r.program == program; });
        const bool is_young = run != runs.end() && run->finished_at &&
                              hours_between(*run->finished_at, real) < *max_age_hours;
        if (!is_young)
            attention(
                context, fmt::format("run/{}", program), "stale_run",
                fmt::format("{} has not ended within the last {} hours", program, *max_age_hours));
    }
}

} // namespace

void admin_status(Context& context, const StatusOptions& options)
{
    std::optional<std::int64_t> max_age_hours;
    if (options.max_age)
        max_age_hours = parse_age(*options.max_age);
    show_counts(context);
    show_runs(context, max_age_hours);
    show_late_work(context);
}

} // namespace duesday::flow
