// What keeps an invoice from being sent as an electronic one (EINVOICE 3 and 4). Our own check,
// before a number is taken: the official rules let a whole unit of VAT per rate, and two cents a
// line, pass; this one holds the cent.
#pragma once

#include "rules/invoice/invoice.hpp"

#include <string>
#include <vector>

namespace duesday::rules {

struct InvoiceFinding {
    std::string field;  ///< "buyer.vat_number", "lines[2].net"
    std::string reason; ///< stable code: "wrong_total"
    std::string text;   ///< a sentence with the field, what is wrong and what to do
};

/// What no invoice may have: lines, VAT by rate and totals that do not agree to the cent, lines of
/// several currencies, a rate that does not go with the treatment, periods that run backwards. In
/// the order of the document; empty where all is well.
std::vector<InvoiceFinding> check_invoice(const Invoice& invoice);

/// check_invoice, and what a Peppol BIS Billing 3.0 document needs beyond: names, countries,
/// electronic addresses, the identifiers that each VAT category asks for, and texts that XML can
/// hold.
std::vector<InvoiceFinding> check_einvoice(const Invoice& invoice);

} // namespace duesday::rules
