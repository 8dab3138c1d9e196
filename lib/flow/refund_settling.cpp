#include "flow/refund_settling.hpp"

#include "base/money_text.hpp"
#include "flow/stated_reason.hpp"
#include "flow/unexplained_payments.hpp"
#include "store/reversals.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace duesday::flow {

namespace {

using runtime::Fields;

void report(runtime::Context& context, const store::Refund& refund, Outcome outcome,
            std::string_view reason, const std::string& text, std::string_view result)
{
    context.report.subject({"settlement", refund.provider_reference, outcome, reason, text},
                           Fields{}
                               .add("customer", refund.customer)
                               .add("amount", refund.amount)
                               .add("as", std::string{refunded})
                               .add("result", result));
}

/// False where nothing is to be done; that was told.
bool is_to_settle(runtime::Context& context, const store::Refund& refund)
{
    if (refund.settled_on) {
        report(context, refund, Outcome::skipped, "already_settled",
               fmt::format("it was settled on {}", refund.settled_on->iso()), "unchanged");
        return false;
    }
    if (refund.is_credited) {
        report(context, refund, Outcome::skipped, "already_settled",
               fmt::format("invoice {} has been credited: nothing is left to do", refund.invoice),
               "unchanged");
        return false;
    }
    if (!refund.is_partial)
        context.report.refuse(
            {"settlement", refund.provider_reference, Outcome::attention, "not_partial",
             fmt::format("all that was paid for invoice {0} went back: invoices credit {0} "
                         "--reason TEXT makes the credit note",
                         refund.invoice)});
    return refund.is_partial;
}

runtime::Plan plan_of(const store::Refund& refund, const std::string& reason)
{
    runtime::Plan plan;
    plan.basis = fmt::format("settle refund {} {}\n{}", refund.provider_reference,
                             money_text(refund.amount), reason);
    plan.facts.add("payment", refund.charge)
        .add("provider", refund.provider)
        .add("reference", refund.provider_reference)
        .add("customer", refund.customer)
        .add("as", std::string{refunded})
        .add("reason", reason);
    plan.lines.push_back(
        Fields{}
            .add("provider", refund.provider)
            .add("reference", refund.provider_reference)
            .add("amount", refund.amount)
            .add("then", fmt::format("is settled: invoice {} stands", refund.invoice)));
    plan.total = refund.amount;
    return plan;
}

} // namespace

bool settle_refund_of_part(runtime::Context& context, const SettleOptions& options)
{
    auto& database = context.book.database();
    auto refund = store::find_refund(database, options.payment);
    if (!refund)
        return false;
    const auto reason = stated_reason(options.reason, "what settles a payment");
    if (!is_to_settle(context, *refund) ||
        runtime::confirm(context, plan_of(*refund, reason)) != runtime::Confirmed::yes)
        return true;
    store::Write write{context.book, context.stamp()};
    refund = store::find_refund(write.database(), options.payment); // while it was confirmed
    if (!refund || !is_to_settle(context, *refund))
        return true;
    store::settle_refund(write, refund->reversal, reason);
    write.audit("invoice/" + refund->invoice, "refund_settled", "",
                fmt::format("reversal={}\namount={}\nreason={}", refund->provider_reference,
                            money_text(refund->amount), reason));
    write.commit();
    report(context, *refund, Outcome::done, "",
           fmt::format("the refund of {} is settled; invoice {} stands", money_text(refund->amount),
                       refund->invoice),
           refunded);
    return true;
}

} // namespace duesday::flow
