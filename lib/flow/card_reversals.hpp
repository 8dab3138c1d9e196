// Chargebacks, and refunds that somebody made at the provider: reversals of what was paid.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

namespace duesday::flow {

/// Asks a real provider what went back since it was last asked, and records each as an entry of its
/// own: the invoice is open again, the customer hears of it (payment-reversed), the renewals on it
/// are frozen, and a person decides: invoices credit, or deactivate. Recorded once, whatever is
/// killed.
void watch_reversals(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
