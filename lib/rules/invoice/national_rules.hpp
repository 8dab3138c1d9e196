// What the rules of the seller's country ask of an electronic invoice beyond those of all: NL-R,
// DE-R, SE-R, NO-R, DK-R, IS-R, IT-R and GR-R of Peppol BIS Billing 3.0, as far as an invoice of
// ours can break them.
#pragma once

#include "rules/invoice/invoice.hpp"
#include "rules/invoice/invoice_finding.hpp"

#include <vector>

namespace duesday::rules {

/// Each finding names the official rule. Empty where all is well, and for sellers in countries
/// without rules of their own.
std::vector<InvoiceFinding> check_national_rules(const Invoice& invoice);

} // namespace duesday::rules
