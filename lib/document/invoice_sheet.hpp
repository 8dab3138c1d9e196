// From an invoice to what is printed of it.
#pragma once

#include "document/sheet.hpp"
#include "document/templates.hpp"
#include "rules/invoice/invoice.hpp"

namespace duesday::document {

/// What the invoice says. `data` is invoice_data of it.
InvoiceSheet invoice_sheet(const rules::Invoice& invoice, Templates& templates, Language language,
                           const Data& data);

} // namespace duesday::document
