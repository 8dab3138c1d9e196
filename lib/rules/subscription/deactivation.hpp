// Switching the automatic renewal off (SUB-028, SUB-036, matrix M2).
#pragma once

#include "base/date.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/subscription.hpp"

#include <string>
#include <string_view>

namespace duesday::rules {

struct DeactivationFacts {
    Standing standing = Standing::running;
    bool renewal = true;
    Date expires_on;
    bool has_role = false;    ///< the actor is si or owner of the installation, or the payer
    bool announced = false;   ///< a notice went out for this expiry
    bool period_open = false; ///< the coming period's charge is planned, sent, pending or unknown
    bool attempt_failed = false;   ///< the coming period's last charge was declined
    bool late_attempt_due = false; ///< past E renew still tries a card that came in time (D20)
};

/// Ordered by precedence: the first that fits. From `stops_after_answer` on the renewal is switched
/// off; the service itself runs to its end (SUB-037), nothing is returned (SUB-038), the payer
/// stays (SUB-140).
enum class Deactivation {
    no_role,            ///< refused: not permitted
    not_running,        ///< refused: never paid
    already_expired,    ///< nothing to do
    already_off,        ///< nothing to do
    stops_after_answer, ///< the wish is stored; a charge that turns out paid keeps its period, one
                        ///< that failed is not repeated (SUB-028)
    stops_dunning,      ///< no further attempt; the service ends at the end of E
    stops_announced,    ///< the notice was out: a confirmation may be mailed
    stops,              ///< before any notice, or for the period after one already paid (SUB-107)
};

const char* code_of(Deactivation answer);
/// One sentence: what is refused and why, or what now happens.
std::string explain(Deactivation answer, std::string_view subscription, Date expires_on);

/// True where the renewal flag has to be switched off.
bool switches_off(Deactivation answer);

Deactivation decide_deactivation(const DeactivationFacts& facts, Date today);

} // namespace duesday::rules
