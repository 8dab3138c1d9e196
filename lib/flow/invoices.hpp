// Invoices: what was billed, what is open, and files to hand out (man duesday-invoices.1).
#pragma once

#include "document/invoice_renderer.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct InvoiceListOptions {
    std::optional<std::string> customer;
    std::optional<Date> since;
    bool unpaid = false;
};
void invoices_list(runtime::Context& context, const InvoiceListOptions& options);

/// Refused where there is no such invoice.
void invoices_show(runtime::Context& context, const std::string& number);

struct CreditOptions {
    std::string invoice;
    std::string reason; ///< printed on the credit note
};
/// Takes an invoice back in full, after a plan: a credit note of the series CN, and its letter.
/// Refused: unknown_invoice, is_credit_note, already_credited; rules::check_einvoice's reasons
/// where the customer wants it as UBL. What was paid stays paid and allocated: below 0 the
/// invoice's open amount is owed to the customer.
void invoices_credit(runtime::Context& context, const CreditOptions& options);

struct ExportOptions {
    std::vector<std::string> invoices;
    std::string folder = ".";
    std::optional<std::string> form; ///< pdf, html, json or ubl; html where nothing is said
};
/// Writes a file for each invoice. Refused before anything is written where one of them is not
/// there, or cannot be written in the form (rules::check_einvoice's reasons).
void invoices_export(runtime::Context& context, document::InvoiceRenderer& renderer,
                     const ExportOptions& options);

} // namespace duesday::flow
