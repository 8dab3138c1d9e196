// Invoices and credit notes as UBL 2.1, in the form that Peppol BIS Billing 3.0 asks for.
#pragma once

#include "rules/invoice/invoice.hpp"

#include <string>

namespace duesday::document {

/// Sentences in the invoice's language.
struct UblTexts {
    std::string exemption; ///< why a line bears no VAT
    std::string note;      ///< on the document as a whole; may be empty
};

/// The same invoice and texts give the same bytes. Fault(bad_input, reason einvoice) with
/// the first finding where rules::check_einvoice has one: pugixml would write it all the same.
std::string ubl_document(const rules::Invoice& invoice, const UblTexts& texts);

/// What would be written if nothing were checked, so that the official rules can be asked about it.
/// The invoice has a line, and its rates go with its treatment.
std::string unchecked_ubl_document(const rules::Invoice& invoice, const UblTexts& texts);

} // namespace duesday::document
