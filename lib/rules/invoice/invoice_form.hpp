// The forms in which an invoice is handed out (CLI.md `invoices export --as`).
#pragma once

#include <optional>
#include <string_view>

namespace duesday::rules {

enum class InvoiceForm {
    pdf,  ///< pages of A4
    html, ///< one page, to be read and printed
    json, ///< all that the invoice says
    ubl,  ///< Peppol BIS Billing 3.0
};

/// "pdf": as `--as` and the book name it.
const char* name_of(InvoiceForm form);
/// The form of that name, if there is one.
std::optional<InvoiceForm> invoice_form(std::string_view name);
/// "pdf", "html", "json" or "xml": what the name of a file ends with.
const char* extension_of(InvoiceForm form);
/// "application/pdf": the media type of an attachment.
const char* media_type_of(InvoiceForm form);
/// Whether its bytes are no text.
bool is_binary(InvoiceForm form);

} // namespace duesday::rules
