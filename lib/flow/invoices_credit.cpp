#include "base/money_text.hpp"
#include "flow/invoices.hpp"
#include "flow/stated_reason.hpp"
#include "store/credit_notes.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// The invoice, if it can be credited; else it says why not.
std::optional<store::StoredInvoice> creditable(runtime::Context& context, const std::string& number)
{
    auto& database = context.book.database();
    const auto refuse = [&](std::string_view reason, const std::string& text) {
        context.report.refuse({"credit", number, Outcome::attention, reason, text});
    };
    auto stored = store::find_invoice(database, number);
    if (!stored) {
        refuse("unknown_invoice",
               fmt::format("there is no invoice {}: invoices list names them", number));
        return std::nullopt;
    }
    if (stored->invoice.kind == "credit_note") {
        refuse("is_credit_note", fmt::format("{} is a credit note itself: it takes back {}", number,
                                             stored->invoice.credits));
        return std::nullopt;
    }
    if (const auto note = store::credited_by(database, stored->id)) {
        refuse("already_credited", fmt::format("{} was credited by {}", number, *note));
        return std::nullopt;
    }
    return stored;
}

runtime::Plan plan_of(const store::StoredInvoice& stored, const std::string& reason)
{
    const auto& invoice = stored.invoice;
    runtime::Plan plan;
    plan.basis =
        fmt::format("invoices credit {} {} {} {}\n{}", invoice.number, invoice.totals.total.text(),
                    invoice.totals.total.currency().code(), stored.open.text(), reason);
    plan.lines.push_back(Fields{}
                             .add("invoice", invoice.number)
                             .add("customer", stored.customer)
                             .add("buyer", invoice.buyer.name)
                             .add("issued_on", invoice.issued_on)
                             .add("net", invoice.totals.net)
                             .add("vat", invoice.totals.vat)
                             .add("credited", invoice.totals.total)
                             .add("open_now", stored.open)
                             .add("open_then", stored.open - invoice.totals.total)
                             .add("reason", reason));
    plan.total = invoice.totals.total;
    return plan;
}

} // namespace

void invoices_credit(runtime::Context& context, const CreditOptions& options)
{
    const auto reason = stated_reason(options.reason, "a credit note");
    const auto stored = creditable(context, options.invoice);
    if (!stored)
        return;
    const auto plan = plan_of(*stored, reason);
    if (runtime::confirm(context, plan) != runtime::Confirmed::yes)
        return;

    store::Write write{context.book, context.stamp()};
    const auto again = creditable(context, options.invoice);
    if (!again)
        return;
    if (plan_of(*again, reason).basis != plan.basis) {
        context.report.refuse({"plan", options.invoice, Outcome::attention, "stale_plan",
                               "what was confirmed has changed meanwhile: look at the plan again"});
        return;
    }
    const auto note = store::issue_credit_note(write, again->id, reason);
    const auto total = again->invoice.totals.total;
    write.audit(
        "invoice/" + note.number, "issued", "",
        fmt::format("credits={}\ntotal={}\nreason={}", options.invoice, money_text(total), reason));
    store::enqueue(write, {"mail", "credit-note", note.number, note.issued_on.year_month(), 1,
                           again->customer, "{}"});
    write.commit();
    context.report.subject(
        {"credit", options.invoice, Outcome::done, "",
         fmt::format("{} takes back {}: {}", note.number, options.invoice, money_text(total))},
        Fields{}
            .add("invoice", options.invoice)
            .add("credit_note", note.number)
            .add("customer", again->customer)
            .add("issued_on", note.issued_on)
            .add("total", total)
            .add("open", again->open - total));
}

} // namespace duesday::flow
