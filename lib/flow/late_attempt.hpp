// The attempt that renew still makes after the last day, with a card that came in time (D20).
#pragma once

#include "flow/catalogue.hpp"
#include "store/subscriptions.hpp"

namespace duesday::flow {

/// The renewal is on, the last day has passed, and the next renew charges it once all the same.
bool late_attempt_is_due(store::Database& database, const Catalogue& catalogue,
                         const store::Subscription& subscription, Date today);

} // namespace duesday::flow
