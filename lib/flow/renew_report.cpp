#include "flow/renew_report.hpp"

#include "base/money_text.hpp"
#include "flow/charge_answer_text.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace duesday::flow {

namespace {

using rules::ChargeState;

std::string_view counter_of(ChargeState state)
{
    return state == ChargeState::paid ? "charged" : result_of(state);
}

} // namespace

RenewReport::RenewReport(runtime::Context& context) : context_{context}
{
    for (const auto* counter : {"notices", "short_notices", "charged", "declined", "rejected",
                                "not_sent", "pending", "unknown", "frozen", "lapsed", "invoices"})
        context_.report.count(counter, 0);
}

void RenewReport::ended(const Ending& ending)
{
    report_ending(context_, ending);
    context_.report.count("lapsed");
}

void RenewReport::announced(const RenewalPlan& plan)
{
    const auto& email = plan.payer.email;
    std::vector<std::string> numbers;
    for (const auto& notice : plan.notices)
        numbers.push_back(notice.subscription.number);
    runtime::Fields fields;
    fields.add("purchaser", email)
        .add("subscriptions", numbers)
        .add("short_notice", plan.short_notice);
    if (context_.dry_run)
        fields.add("result", "planned");
    context_.report.subject(
        {"notice", email, Outcome::done, "",
         fmt::format("{} {} renewal{}{}", context_.dry_run ? "would announce" : "announced",
                     numbers.size(), numbers.size() == 1 ? "" : "s",
                     plan.short_notice ? ", at short notice" : "")},
        fields);
    context_.report.count("notices");
    context_.report.count("short_notices", plan.short_notice ? 1 : 0);
}

void RenewReport::done(const RenewalPlan& plan)
{
    auto& report = context_.report;
    if (!plan.notices.empty())
        announced(plan);
    for (const auto& ending : plan.endings)
        ended(ending);
    for (const auto& frozen : plan.frozen) {
        const bool is_asked_about = frozen.charge.state == ChargeState::unknown ||
                                    frozen.charge.state == ChargeState::pending;
        if (!is_asked_about && !context_.dry_run)
            continue; // tried in this run, and told as not sent
        const bool late = rules::frozen_needs_attention(frozen.expires_on, context_.today());
        report.subject(
            {"frozen", frozen.email, late ? Outcome::attention : Outcome::skipped,
             rules::code_of(frozen.charge.state),
             fmt::format("{} waits for its answer since {}; {}", money_text(frozen.charge.amount),
                         frozen.charge.business_date.iso(),
                         is_asked_about ? "poll-confirmations asks" : "renew settles it first")},
            runtime::Fields{}
                .add("purchaser", frozen.email)
                .add("amount", frozen.charge.amount)
                .add("since", frozen.charge.business_date)
                .add("attempt", frozen.charge.attempt));
        report.count("frozen");
    }
    for (const auto& problem : plan.problems)
        report.subject(
            {"problem", problem.subject, Outcome::attention, problem.reason, problem.text},
            runtime::Fields{}.add("purchaser", plan.payer.email));
}

void RenewReport::planned(const RenewalPlan& plan)
{
    done(plan);
    const auto planned = (plan.notices.empty() ? 0 : 1) + plan.endings.size() + plan.charges.size();
    context_.report.count("planned", static_cast<std::int64_t>(planned));
    for (const auto& charge_case : plan.charges)
        context_.report.subject(
            {"charge", plan.payer.email, Outcome::done, "",
             fmt::format("{} would be charged for {} subscription{}",
                         money_text(charge_case.charge.amount), charge_case.lines.size(),
                         charge_case.lines.size() == 1 ? "" : "s")},
            runtime::Fields{}
                .add("purchaser", plan.payer.email)
                .add("amount", charge_case.charge.amount)
                .add("attempt", charge_case.charge.attempt)
                .add("result", "planned"));
}

void RenewReport::charged(const ChargeCase& charge_case, const Settlement& settlement)
{
    const auto& charge = charge_case.charge;
    const auto result = result_of(settlement.state);
    auto fields = charge_fields(charge_case, settlement, result);
    const bool attention = answer_needs_person(settlement);
    if (!attention && !settlement.reason.empty())
        fields.add("reason", settlement.reason);
    auto text =
        fmt::format("{} {} (attempt {})", money_text(charge.amount), result, charge.attempt);
    if (!settlement.reason.empty())
        text += ": " + told_reason(settlement.reason, settlement.field);
    if (!settlement.problem.empty())
        text += fmt::format("; the book could not take the answer ({}): run admin check, then this "
                            "again",
                            settlement.problem);
    const std::string reason = settlement.reason.empty() ? std::string{result} : settlement.reason;
    context_.report.subject({"charge", charge_case.payer.email,
                             attention ? Outcome::attention : Outcome::done,
                             attention ? reason : "", text},
                            fields);
    context_.report.count(counter_of(settlement.state));
    context_.report.count("invoices", settlement.invoice.empty() ? 0 : 1);
    for (const auto& ending : settlement.ended)
        ended(ending);
}

} // namespace duesday::flow
