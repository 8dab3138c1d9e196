// The failure of what a person ordered, found after the command that asked for it had ended, or was
// cut off: the person was told at most that the payment is being checked, and hears by letter what
// became of it.
#pragma once

#include "flow/catalogue.hpp"
#include "flow/charge_settlement.hpp"

#include <span>

namespace duesday::flow {

/// What became of it, unless its own command is there to tell; nothing for suspected fraud, which a
/// person looks at (D6). `lines` of a purchase (D25) or of activations (M3) that
/// failed: none, no letter.
void send_order_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                              std::span<const ChargedLine> lines, const Settlement& settlement,
                              const Catalogue& catalogue);

/// The same of the test of a card (SUB-049).
void send_card_test_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                  const Settlement& settlement);

} // namespace duesday::flow
