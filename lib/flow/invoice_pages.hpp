// An invoice in a form that can be handed out: the first rendering is kept in the book and given
// ever after (SUB-096).
#pragma once

#include "document/invoice_renderer.hpp"
#include "rules/invoice/invoice_form.hpp"
#include "store/invoices.hpp"

#include <string>

namespace duesday::flow {

struct InvoicePage {
    std::string content;
    bool is_new = false; ///< not kept yet
};

/// Does not write: a new one is kept (store/renderings)
/// before it leaves the house. Fault(bad_input) where the invoice cannot be written as UBL,
/// (bad_setup, missing_font) where no font has a character of it.
InvoicePage invoice_page(store::Database& database, document::InvoiceRenderer& renderer,
                         const store::StoredInvoice& invoice, rules::InvoiceForm form);

/// "invoice-2026-000001.html", ".xml" for UBL; "credit-note-..." for a credit note.
std::string page_file_name(const rules::Invoice& invoice, rules::InvoiceForm form);

} // namespace duesday::flow
