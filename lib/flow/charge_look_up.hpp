// Asking what became of a charge.
#pragma once

#include "flow/charge_settlement.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <optional>

namespace duesday::flow {

/// What a question about a charge brought.
struct LookUp {
    /// The provider's word on it. Nothing: it could not be asked, did not know it yet, or did not
    /// say; what it said before stands, and nothing may be concluded.
    std::optional<partner::ChargeAnswer> told;
    /// The same, or what came in place of it: for a charge that counts as sent, and nothing else.
    partner::ChargeAnswer heard;
};

/// The gateway's look-up, with its rule on "never seen" (PARTNERS 5): until two complete look-ups,
/// late enough and far enough apart, have missed the charge, that is not told. Notes the first in a
/// Write of its own.
LookUp look_up_charge(const runtime::Context& context, partner::CardGateway& gateway,
                      const ChargeCase& charge_case, partner::Asker asker);
/// The same of a charge that had a later attempt: one that is not found was given up, then.
LookUp look_up_superseded(partner::CardGateway& gateway, const ChargeCase& charge_case,
                          partner::Asker asker);

} // namespace duesday::flow
