// payment-failed letters: one per payer and occasion (D6, SUB-089, SUB-091).
#pragma once

#include "flow/catalogue.hpp"
#include "flow/charge_settlement.hpp"
#include "rules/subscription/dunning.hpp"

#include <string_view>

namespace duesday::flow {

/// Queues the letter about a group that stands failed where D6 wants one on this day; it lists all
/// lines that fail, also those that were tried on another day. `reason` is the partner's word.
void send_payment_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                rules::FailureClass failure, std::string_view reason,
                                const Catalogue& catalogue, Date today);

} // namespace duesday::flow
