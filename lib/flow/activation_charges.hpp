// What a command that switches renewals on charges: which groups, with which lines, and what of an
// installation waits for which of them.
#pragma once

#include "flow/activation_plan.hpp"

namespace duesday::flow {

/// Fills `charges` of what was judged, and of each item that is free what decides about it.
void gather_charges(store::Database& database, Activations& judged, Date today);

/// What the command buys again together with this, as far as its charge is known before it is made:
/// payer, group and amount.
store::Charge repurchase_with(store::Database& database, const Activations& judged,
                              const Activation& bought);

} // namespace duesday::flow
