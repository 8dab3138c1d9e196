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

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

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
        .add("iban", party.iban)
        .add("contact", party.contact)
        .add("phone", party.phone)
        .add("tax_registration", party.tax_registration);
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

/// So many invoices are made durable together: a commit and a sync of the disk take longer than a
/// page.
constexpr std::size_t batch_size = 100;

/// Invoices on their way into files: first all are kept in the book, then all are written.
class Export {
public:
    Export(runtime::Context& context, document::InvoiceRenderer& renderer, std::string folder,
           rules::InvoiceForm form)
        : context_{context}, renderer_{renderer}, places_{context.book.file()},
          folder_{std::move(folder)}, form_{form}
    {
    }

    void add(const store::StoredInvoice& invoice)
    {
        const auto name = page_file_name(invoice.invoice, form_);
        const auto file = fmt::format("{}/{}", folder_, name);
        const auto place = places_.find(file, "--to", OutputPlaces::Stream::refused);
        if (std::any_of(pages_.begin(), pages_.end(),
                        [&](const auto& page) { return page.place == place; }))
            finish(); // named twice
        pages_.push_back({invoice.id, invoice.invoice.number, file, place, page_of(invoice)});
        if (pages_.size() == batch_size)
            finish();
    }

    void finish()
    {
        if (!context_.dry_run) {
            keep();
            write();
        }
        for (const auto& page : pages_)
            context_.report.subject({"export", page.number, Outcome::done, {}, page.file},
                                    Fields{}
                                        .add("file", page.file)
                                        .add("result", context_.dry_run ? "planned" : "written"));
        pages_.clear();
    }

private:
    struct Page {
        std::int64_t invoice = 0;
        std::string number, file;
        std::filesystem::path place; ///< of the file, without links
        InvoicePage page;
    };

    InvoicePage page_of(const store::StoredInvoice& invoice)
    {
        try {
            return invoice_page(context_.book.database(), renderer_, invoice, form_);
        } catch (const Fault&) {
            finish(); // those before it are done
            throw;
        }
    }

    void keep()
    {
        if (std::none_of(pages_.begin(), pages_.end(),
                         [](const Page& page) { return page.page.is_new; }))
            return;
        store::Write write{context_.book, context_.stamp()};
        for (auto& [invoice, number, file, place, page] : pages_)
            if (page.is_new)
                page.content = store::keep_rendering(write, invoice, form_, page.content);
        write.commit();
    }

    void write()
    {
        std::vector<NewFile> files;
        files.reserve(pages_.size());
        for (auto& page : pages_)
            files.push_back({page.place.parent_path().string(), page.place.filename().string(),
                             std::move(page.page.content)});
        replace_files(files);
    }

    runtime::Context& context_;
    document::InvoiceRenderer& renderer_;
    OutputPlaces places_;
    std::string folder_;
    rules::InvoiceForm form_;
    std::vector<Page> pages_; ///< not yet written
};

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
    Export batch{context, renderer, options.folder, *form};
    for (const auto& number : options.invoices) {
        if (context.stop_requested()) {
            context.report.set_status(runtime::Exit::try_later);
            break;
        }
        if (const auto stored = find(context, number))
            batch.add(*stored);
    }
    batch.finish();
}

} // namespace duesday::flow
