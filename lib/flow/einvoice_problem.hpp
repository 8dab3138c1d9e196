// Electronic invoices, before money is taken: what could not be sent as UBL afterwards is not
// charged.
#pragma once

#include "base/date.hpp"
#include "flow/policies.hpp"
#include "rules/invoice/einvoice_check.hpp"
#include "runtime/config.hpp"
#include "store/payers.hpp"

#include <optional>

namespace duesday::flow {

/// Why the invoice of a line at this net price could not be sent as UBL, to a payer whose channel
/// asks for that; nothing for the others, and where all is well. The line is then left out, as one
/// that cannot be taxed (M4).
std::optional<rules::InvoiceFinding> einvoice_problem(const runtime::Config& config,
                                                      const store::Payer& payer,
                                                      const rules::VatDecision& vat, Money net);

} // namespace duesday::flow
