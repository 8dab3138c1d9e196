// A renewal that changes its payer: at once, or when the charge it waits for is answered (M3).
#pragma once

#include "flow/catalogue.hpp"
#include "flow/charge_settlement.hpp"
#include "rules/subscription/renewal.hpp"
#include "store/payers.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace duesday::flow {

struct PayerChange {
    store::Subscription subscription; ///< as it was: its purchaser is the one who paid until now
    store::AnnouncedTerms terms;      ///< of the next period
    Date expires_on;                  ///< the last day paid for, from now on
    bool renewal = true;              ///< false: switched off again while the answer was out
    bool is_unpaid = false;           ///< its charge was declined and is tried again
};
/// One `payer-changed` letter to the new payer, and one to each who paid until now; renewals that
/// are off have letters of their own. Those who pay what they paid before get none.
void send_payer_changed(store::Write& write, const store::Payer& payer,
                        std::span<const PayerChange> changes, const Catalogue& catalogue,
                        rules::MonthRule month_rule);

/// A renewal that is switched on for 0.00 (SUB-131, SUB-133).
struct FreeSwitch {
    store::Subscription subscription;   ///< as it was
    store::AnnouncedTerms terms;        ///< of the next period
    std::optional<std::int64_t> charge; ///< on whose answer it waited (SUB-129)
};
/// Payer and renewal change; 0.00 is a payment on record, without a call and without an invoice.
/// payer-changed goes out, and the notice where its day has passed and the payer was not told
/// (SUB-141).
void switch_on(store::Write& write, const store::Payer& payer, std::span<const FreeSwitch> switches,
               const Catalogue& catalogue, const rules::RenewalPolicy& policy);

/// What became of the activations that a charge was made for.
struct TakeoverOutcome {
    bool is_takeover = false;      ///< false: no activation made this charge
    std::vector<ChargedLine> kept; ///< handed over though declined: dunning goes on for these
    std::vector<ChargedLine> failed; ///< as they were before
};

/// The charge is paid, and the periods have moved: the actor is the payer, and the renewal is on
/// unless it was switched off meanwhile. What waited with it for 0.00, because it is of the same
/// installation, is switched on (SUB-129).
void complete_takeovers(store::Write& write, const ChargeCase& charge_case,
                        const Catalogue& catalogue, const rules::RenewalPolicy& policy);

/// The charge failed for good. Declined before the expiry day the actor still is the payer and
/// dunning begins; otherwise nothing has changed (M3). What waited with it goes the way of its
/// installation.
TakeoverOutcome fail_takeovers(store::Write& write, const ChargeCase& charge_case,
                               rules::ChargeState state, const Catalogue& catalogue,
                               const rules::RenewalPolicy& policy);

/// The charge was planned and never left: whether it is still wanted, today.
/// Nothing where no activation made it.
std::optional<bool> takeover_still_wanted(store::Database& database, const ChargeCase& charge_case,
                                          Date today);

} // namespace duesday::flow
