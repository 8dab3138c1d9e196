// What keeps an invoice from being sent as an electronic one (EINVOICE 3 and 4). Our own check,
// before a number is taken: the official rules let a whole unit of VAT per rate, and two cents a
// line, pass; this one holds the cent.
#pragma once

#include "rules/invoice/invoice.hpp"
#include "rules/invoice/invoice_finding.hpp"

#include <vector>

namespace duesday::rules {

/// What no invoice may have: lines, VAT by rate and totals that do not agree to the cent, lines of
/// several currencies, a rate that does not go with the treatment, periods that run backwards. In
/// the order of the document; empty where all is well.
std::vector<InvoiceFinding> check_invoice(const Invoice& invoice);

/// check_invoice, and what a Peppol BIS Billing 3.0 document needs beyond: names, countries,
/// electronic addresses, the identifiers that each VAT category asks for, texts that XML can
/// hold, and what the seller's country asks for (check_national_rules).
std::vector<InvoiceFinding> check_einvoice(const Invoice& invoice);

} // namespace duesday::rules
