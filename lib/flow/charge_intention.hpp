// The intention to charge, recorded before anybody is called (DESIGN 3).
#pragma once

#include "flow/charge_settlement.hpp"

#include <vector>

namespace duesday::flow {

/// Takes the group's next attempt number and derives the key from book, group and attempt, inside
/// the Write that records the intention: a number taken outside would not survive a kill.
/// Fills in id, attempt and key; the charge is stored in the state it has.
/// Where a payment of this very group is unexplained, nothing may be asked for again: the charge
/// takes it, number, amount and all, and is unknown until poll-confirmations has asked about it;
/// where it was for other lines, by the digest that it bears, a person settles it.
void plan_charge(store::Write& write, store::Charge& charge,
                 const std::vector<store::ChargeLine>& lines, const std::string& pays_for);

/// The same with the case's own lines, and its row in the audit.
void record_intention(store::Write& write, ChargeCase& charge_case);

} // namespace duesday::flow
