// When `renew` has to look at a subscription again.
#pragma once

#include "rules/subscription/renewal.hpp"

#include <optional>

namespace duesday::rules {

/// The first day on which decide_renewal may answer anything but none, as the facts stand; nothing
/// for a subscription that `renew` will not touch again. The book keeps it with the subscription,
/// so that the cost of a run follows what is due (DESIGN 2).
/// Notice and charge days are those of MonthRule::clamp, which are never later than the other
/// rule's: the kept day stays right when the rule is switched. A frozen charge is due from the
/// charge day on. Work it out anew after each change of the facts; a new card makes a failed
/// charge due at once.
std::optional<Date> next_due(const RenewalFacts& facts, const RenewalPolicy& policy);

} // namespace duesday::rules
