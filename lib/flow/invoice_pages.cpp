#include "flow/invoice_pages.hpp"

#include "store/renderings.hpp"

#include <fmt/format.h>

namespace duesday::flow {

InvoicePage invoice_page(store::Database& database, document::InvoiceRenderer& renderer,
                         const store::StoredInvoice& invoice, std::string_view form)
{
    if (auto kept = store::find_rendering(database, invoice.id, form))
        return {std::move(*kept), false};
    if (form == "json")
        return {renderer.json(invoice.invoice), true};
    if (form == "pdf")
        return {renderer.pdf(invoice.invoice), true};
    if (form == "ubl")
        return {renderer.ubl(invoice.invoice), true};
    return {renderer.html(invoice.invoice), true};
}

std::string page_file_name(const rules::Invoice& invoice, std::string_view form)
{
    // Numbers of imported invoices are the firm's own and may hold anything.
    std::string number = invoice.number;
    for (char& c : number)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            c = '-';
    return fmt::format("{}-{}.{}", invoice.kind == "credit_note" ? "credit-note" : "invoice",
                       number, form == "ubl" ? "xml" : form);
}

} // namespace duesday::flow
