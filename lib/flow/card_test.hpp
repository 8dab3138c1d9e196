// What follows the answer to a card's test (SUB-049, SUB-050).
#pragma once

#include "flow/charge_settlement.hpp"

namespace duesday::flow {

/// Moves the card's state with a final answer. Paid: the card is ready and the current one, what
/// was declined is tried again by the next renew (SUB-110, D6), and the letter `card-registered`
/// goes out. Declined: it is refused. Rejected or never seen: it can be tested again.
void settle_card_test(store::Write& write, const ChargeCase& charge_case, rules::ChargeState state);

} // namespace duesday::flow
