// The announcement of renewals: the price frozen, and one letter to the payer.
#pragma once

#include "flow/renewal_plan.hpp"

namespace duesday::flow {

/// One digest for the payer with every renewal that is announced today (SUB-082), each remembered
/// with the terms it was announced with (D22). Nothing for an empty list. The subscriptions are
/// those of this payer, and not announced to them for their present expiry.
void send_renewal_notice(store::Write& write, const store::Payer& payer,
                         std::span<const PlannedNotice> notices, bool short_notice,
                         const Catalogue& catalogue, rules::MonthRule month_rule);

} // namespace duesday::flow
