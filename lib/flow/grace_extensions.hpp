// D18: a service goes on in the cloud while its payment, or the card for it, is being checked;
// paid-through does not move.
#pragma once

#include "flow/renewal_plan.hpp"

#include <cstdint>

namespace duesday::flow {

/// Tells the cloud.
void extend_in_cloud(store::Write& write, const GraceExtension& extension,
                     const Catalogue& catalogue);

/// The payer enters a card, or its test is on the way: renew looks at what could not be charged
/// (SUB-112). What ends today goes on at once: the day's last run may be over.
void wait_for_card(store::Write& write, const runtime::Context& context, const Catalogue& catalogue,
                   const partner::CardGateway& gateway, std::int64_t payer);

} // namespace duesday::flow
