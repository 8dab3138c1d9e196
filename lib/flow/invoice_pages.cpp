#include "flow/invoice_pages.hpp"

#include "store/renderings.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

std::string rendered(document::InvoiceRenderer& renderer, const rules::Invoice& invoice,
                     rules::InvoiceForm form)
{
    switch (form) {
    case rules::InvoiceForm::pdf:
        return renderer.pdf(invoice);
    case rules::InvoiceForm::html:
        return renderer.html(invoice);
    case rules::InvoiceForm::json:
        return renderer.json(invoice);
    case rules::InvoiceForm::ubl:
        return renderer.ubl(invoice);
    }
    return {};
}

} // namespace

InvoicePage invoice_page(store::Database& database, document::InvoiceRenderer& renderer,
                         const store::StoredInvoice& invoice, rules::InvoiceForm form)
{
    if (auto kept = store::find_rendering(database, invoice.id, form))
        return {std::move(*kept), false};
    return {rendered(renderer, invoice.invoice, form), true};
}

std::string page_file_name(const rules::Invoice& invoice, rules::InvoiceForm form)
{
    // Numbers of imported invoices are the firm's own and may hold anything.
    std::string number = invoice.number;
    for (char& c : number)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            c = '-';
    return fmt::format("{}-{}.{}", invoice.kind == "credit_note" ? "credit-note" : "invoice",
                       number, rules::extension_of(form));
}

} // namespace duesday::flow
