// Asking what became of a charge.
#pragma once

#include "flow/charge_settlement.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

namespace duesday::flow {

/// The gateway's look-up, with its rule on "never seen" (PARTNERS 5): until two complete look-ups,
/// late enough and far enough apart, have missed the charge, that is unknown. Notes the first in a
/// Write of its own.
partner::ChargeAnswer look_up_charge(const runtime::Context& context, partner::CardGateway& gateway,
                                     const ChargeCase& charge_case, partner::Asker asker);

} // namespace duesday::flow
