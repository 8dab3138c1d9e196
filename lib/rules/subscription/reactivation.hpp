// Switching the renewal on again, by the payer or by another: the hand-over (SUB-125, matrix M3).
#pragma once

#include "base/date.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/purchase.hpp"
#include "rules/subscription/subscription.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

struct ReactivationFacts {
    std::string subscription;
    Standing standing = Standing::running;
    bool renewal = false;
    Date expires_on;          ///< end of the last paid period
    int term_years = 1;       ///< of what it renews as (D8)
    bool same_payer = false;  ///< the actor is the present purchaser
    bool period_open = false; ///< the coming period's charge, or a paid reactivation, has no answer
    bool reversed = false; ///< a payment of the actor's for it went back, and nobody settled that
    /// A payment of the actor's for the renewals of its month was lost with a copy and waits: it is
    /// taken in place of a charge, and the service goes on past its last day until then.
    bool own_payment_waits = false;
    /// The actor, the installation and the place of the service, as for a purchase. A place that
    /// is taken by another subscription refuses after the expiry.
    PurchaseFacts purchase;
};

/// What a reactivation comes to, by the moment (M3).
enum class ReactivationStep {
    refused,
    no_change,      ///< the renewal is on already, for the same payer
    free_of_charge, ///< 0.00 now; the renewal is charged at its time (SUB-131, 132, 133)
    charge_renewal, ///< the renewal is charged now, from E-1 month to E (SUB-108, 132)
    buy_again,      ///< after E: full price, a new run under the same number (SUB-109)
};

const char* code_of(ReactivationStep step);

/// Ordered by precedence: the first that fits is the answer.
enum class ReactivationRefusal {
    none,
    no_role,               ///< SUB-127: not permitted
    not_running,           ///< ordered or void: never paid
    renewal_on,            ///< another actor; the payer has to deactivate first
    payment_being_checked, ///< nothing more is charged until the answer is known
    payment_reversed,      ///< the renewal is charged once the payment that went back is settled
    precondition,          ///< the account, the card, or after E the installation: see `purchase`
};

const char* code_of(ReactivationRefusal refusal);

struct ReactivationDecision {
    ReactivationStep step = ReactivationStep::refused;
    ReactivationRefusal refusal = ReactivationRefusal::none;
    PurchaseRefusal purchase = PurchaseRefusal::none; ///< with refusal precondition
    /// The end of service once this is done (and paid); equal to expires_on where it stays.
    Date expires_on;
    /// A declined charge still leaves the renewal on with the actor as purchaser, and dunning runs
    /// (E-1 month <= day < E); elsewhere a decline changes nothing.
    bool kept_when_declined = false;

    friend bool operator==(const ReactivationDecision&, const ReactivationDecision&) = default;
};

/// The stable reason code of a refusal: that of the precondition where it is one.
const char* reason_of(const ReactivationDecision& decision);
/// One sentence that names the rule and what to do; empty unless refused or no_change.
std::string explain(const ReactivationDecision& decision, const ReactivationFacts& facts);

ReactivationDecision decide_reactivation(const ReactivationFacts& facts, Date today,
                                         MonthRule rule);

} // namespace duesday::rules
