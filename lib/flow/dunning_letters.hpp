// payment-failed letters: one per payer and occasion (D6, SUB-089, SUB-091).
#pragma once

#include "flow/catalogue.hpp"
#include "flow/charge_settlement.hpp"
#include "rules/subscription/dunning.hpp"

#include <optional>
#include <string_view>

namespace duesday::flow {

/// The last letter about a payer's group, as the rules see it.
std::optional<rules::FailureLetterSent> last_letter_sent(store::Database& database,
                                                         std::int64_t payer, std::string_view month,
                                                         Currency currency);

/// Queues the letter about a group that stands failed where D6 wants one on this day; it lists all
/// lines. `reason` is the partner's word.
void send_payment_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                rules::FailureClass failure, std::string_view reason,
                                const Catalogue& catalogue, Date today);

} // namespace duesday::flow
