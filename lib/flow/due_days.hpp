// The day on which renew looks at a subscription again, for both ways the renewal may stand.
#pragma once

#include "rules/subscription/renewal.hpp"
#include "store/subscriptions.hpp"

namespace duesday::flow {

/// rules::next_due with the renewal on and off; `facts.renewal` does not matter.
store::DueDays due_days(rules::RenewalFacts facts, const rules::RenewalPolicy& policy);
/// Of a running subscription that is paid through `expires_on` and not announced again yet.
store::DueDays due_days_after_payment(Date expires_on, const rules::RenewalPolicy& policy);

} // namespace duesday::flow
