#include "flow/invoices.hpp"

#include "base/durable_file.hpp"
#include "base/fault.hpp"
#include "flow/invoice_pages.hpp"
#include "flow/output_place.hpp"
#include "rules/invoice/einvoice_check.hpp"
#include "store/credit_notes.hpp"
#include "store/customers.hpp"
#include "store/invoices.hpp"
#include "store/renderings.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// Refuses the command where there is no such invoice.
std::optional<store::StoredInvoice> find(runtime::Context& context, const std::string& number)
{
    auto found = store::find_invoice(context.book.database(), number);
    if (!found)
        context.report.refuse(
            {"invoice", number, Outcome::attention, "unknown_invoice",
             fmt::format("there is no invoice {}: invoices list names them", number)});
    return found;
}

/// How the invoice stands; a payment of too much leaves nothing open either.
const char* state_of(std::string_view kind, Money total, Money credited, Money open)
{
    if (kind == "credit_note")
        return "credit_note";
    if (credited.minor() > 0 && credited == total)
        return "credited";
    if (open.minor() <= 0)
        return "paid";
    return open == total ? "open" : "partly_paid";
}

Fields party_fields(const rules::Party& party)
{
    return Fields{}
        .add("name", party.name)
        .add("street", party.street)
        .add("postcode", party.postcode)
        .add("city", party.city)
        .add("country", party.country)
        .add("email", party.email)
        .add("vat_number", party.vat_number)
        .add("enterprise_number", party.enterprise_number)
        .add("gst_number", party.gst_number)
        .add("iban", party.iban);
}

std::vector<Fields> line_fields(const rules::Invoice& invoice)
{
    std::vector<Fields> lines;
    for (const auto& line : invoice.lines)
        lines.push_back(Fields{}
                            .add("subject", line.subject)
                            .add("description", line.description)
                            .add("place", line.place)
                            .add("starts_on", line.starts_on)
                            .add("ends_on", line.ends_on)
                            .add("net", line.net)
                            .add("vat_rate", line.vat_rate.text()));
    return lines;
}

std::vector<Fields> vat_fields(const rules::Invoice& invoice)
{
    std::vector<Fields> rates;
    for (const auto& subtotal : invoice.totals.by_rate)
        rates.push_back(Fields{}
                            .add("vat_rate", subtotal.rate.text())
                            .add("net", subtotal.net)
                            .add("vat", subtotal.vat));
    return rates;
}

/// Refuses the command where the invoice cannot be written in this form.
bool can_write(runtime::Context& context, const store::StoredInvoice& stored,
               rules::InvoiceForm form)
{
    if (form != rules::InvoiceForm::ubl ||
        store::find_rendering(context.book.database(), stored.id, form))
        return true;
    const auto findings = rules::check_einvoice(stored.invoice);
    for (const auto& finding : findings)
        context.report.refuse(
            {"export", stored.invoice.number, Outcome::attention, finding.reason, finding.text});
    return findings.empty();
}

void keep_page(runtime::Context& context, const store::StoredInvoice& invoice,
               rules::InvoiceForm form, InvoicePage& page)
{
    if (!page.is_new)
        return;
    store::Write write{context.book, context.stamp()};
    page.content = store::keep_rendering(write, invoice.id, form, page.content);
    write.commit();
}

void export_one(runtime::Context& context, document::InvoiceRenderer& renderer,
                const OutputPlaces& places, const std::string& folder, rules::InvoiceForm form,
                const std::string& number)
{
    const auto stored = find(context, number);
    if (!stored)
        return;
    const auto name = page_file_name(stored->invoice, form);
    const auto file = fmt::format("{}/{}", folder, name);
    const std::filesystem::path place = places.find(file, "--to", OutputPlaces::Stream::refused);
    auto page = invoice_page(context.book.database(), renderer, *stored, form);
    if (!context.dry_run) {
        keep_page(context, *stored, form, page);
        replace_file(place.parent_path().string(), place.filename().string(), page.content);
    }
    context.report.subject(
        {"export", number, Outcome::done, {}, file},
        Fields{}.add("file", file).add("result", context.dry_run ? "planned" : "written"));
}

} // namespace

void invoices_list(runtime::Context& context, const InvoiceListOptions& options)
{
    if (options.customer && !store::find_customer(context.book.database(), *options.customer)) {
        context.report.refuse(
            {"customer", *options.customer, Outcome::attention, "unknown_customer",
             fmt::format("there is no customer {}: customers list names them", *options.customer)});
        return;
    }
    store::each_invoice(context.book.database(), {options.customer, options.since, options.unpaid},
                        [&](const store::InvoiceListing& listed) {
                            context.report.row(
                                Fields{}
                                    .add("invoice", listed.number)
                                    .add("customer", listed.customer)
                                    .add("issued_on", listed.issued_on)
                                    .add("total", listed.total)
                                    .add("open", listed.open)
                                    .add("state", state_of(listed.kind, listed.total,
                                                           listed.credited, listed.open)));
                        });
}

void invoices_show(runtime::Context& context, const std::string& number)
{
    const auto stored = find(context, number);
    if (!stored)
        return;
    const auto& invoice = stored->invoice;
    context.report.object(
        "invoice", Fields{}
                       .add("invoice", invoice.number)
                       .add("kind", invoice.kind)
                       .add("customer", stored->customer)
                       .add("issued_on", invoice.issued_on)
                       .add("due_on", invoice.due_on)
                       .add("net", invoice.totals.net)
                       .add("vat", invoice.totals.vat)
                       .add("total", invoice.totals.total)
                       .add("open", stored->open)
                       .add("state", state_of(invoice.kind, invoice.totals.total, stored->credited,
                                              stored->open))
                       .add("vat_treatment", invoice.vat_treatment)
                       .add("paid_with", invoice.paid_with)
                       .add("language", invoice.language)
                       .add("month", invoice.month)
                       .add("reason", invoice.reason)
                       .add("credits", invoice.credits)
                       .add("credited", stored->credited)
                       .add("credited_by", store::credited_by(context.book.database(), stored->id))
                       .add("seller", std::vector{party_fields(invoice.seller)})
                       .add("buyer", std::vector{party_fields(invoice.buyer)})
                       .add("vat_by_rate", vat_fields(invoice))
                       .add("lines", line_fields(invoice)));
}

void invoices_export(runtime::Context& context, document::InvoiceRenderer& renderer,
                     const ExportOptions& options)
{
    const auto form = rules::invoice_form(options.form.value_or("html"));
    if (!form)
        throw Fault{FaultKind::usage, "invoices have no such form",
                    "name pdf, html, json or ubl with --as"};
    bool known = true;
    for (const auto& number : options.invoices) {
        const auto stored = find(context, number);
        known = stored && can_write(context, *stored, *form) && known;
    }
    if (!known)
        return;
    if (!context.dry_run)
        make_folder(options.folder);
    const OutputPlaces places{context.book.file()};
    for (const auto& number : options.invoices) {
        if (context.stop_requested()) {
            context.report.set_status(runtime::Exit::try_later);
            return;
        }
        export_one(context, renderer, places, options.folder, *form, number);
    }
}

} // namespace duesday::flow
