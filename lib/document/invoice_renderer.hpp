// Invoices as they are handed out. Abstract, so that libduesday renders without linking (DESIGN 1).
#pragma once

#include "rules/invoice/invoice.hpp"

#include <memory>
#include <string>

namespace duesday::document {

class InvoiceRenderer {
public:
    virtual ~InvoiceRenderer() = default;

    /// A page of its own, in the invoice's language, to be printed on A4: nothing is fetched.
    /// Fault(bad_setup) where a template of the firm's uses a name that nobody gives.
    virtual std::string html(const rules::Invoice& invoice) = 0;
    /// All that the invoice says, as one JSON object.
    virtual std::string json(const rules::Invoice& invoice) = 0;
    /// A Peppol BIS Billing 3.0 invoice or credit note. Fault(bad_input) where
    /// rules::check_einvoice finds something.
    virtual std::string ubl(const rules::Invoice& invoice) = 0;
    /// Pages of A4 with embedded fonts. Fault(bad_setup) as SheetPrinter::pdf.
    virtual std::string pdf(const rules::Invoice& invoice) = 0;
};

/// `templates_folder` as for Templates, `logo_file` as for read_logo; both may be empty.
std::unique_ptr<InvoiceRenderer> make_invoice_renderer(const std::string& templates_folder,
                                                       const std::string& logo_file = {});

} // namespace duesday::document
