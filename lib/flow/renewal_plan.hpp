// What renew would do for one payer today: the rules asked for each due subscription, the answers
// grouped into letters, charges and ends. Reads only.
#pragma once

#include "flow/charge_settlement.hpp"
#include "flow/lost_payments.hpp"
#include "flow/policies.hpp"
#include "partner/card_gateway.hpp"
#include "rules/subscription/renewal.hpp"
#include "runtime/context.hpp"
#include "store/payers.hpp"
#include "store/subscriptions.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// Which of its work a renew does (--only).
struct RenewScope {
    bool notices = true;
    bool charges = true;
    bool lapses = true;
};

struct PlannedNotice {
    store::Subscription subscription;
    store::AnnouncedTerms terms;
};

/// A group that waits for an answer.
struct FrozenGroup {
    store::Charge charge;
    Date expires_on;   ///< the earliest of its lines
    std::string email; ///< of the payer who is charged
};

/// A service that runs on past its last day while its payment has no answer (D18).
struct GraceExtension {
    store::Subscription subscription;
    Date until; ///< what the cloud is told
};

/// A letter about what failed in a group, without a charge on that day (D6).
struct PlannedWarning {
    ChargeCase charge_case; ///< the last failed attempt, with the lines that still stand
    rules::FailureClass failure = rules::FailureClass::soft;
};

/// Something that a person has to look at.
struct RenewProblem {
    std::string subject; ///< a subscription's number or the payer's e-mail
    std::string reason;  ///< stable code
    std::string text;
};

struct DueChange {
    std::int64_t subscription = 0;
    store::DueDays due;
};

struct RenewalPlan {
    store::Payer payer;
    std::vector<PlannedNotice> notices;
    bool short_notice = false;
    std::vector<ChargeCase> charges; ///< one a group; without key and attempt until recorded
    std::vector<PlannedWarning> warnings;
    std::vector<FrozenGroup> frozen;
    std::vector<GraceExtension> extensions;
    std::vector<Ending> endings;
    std::vector<RenewProblem> problems;
    std::vector<DueChange> due_changes;
};

/// Plans payer by payer; keeps nothing between them but the catalogue.
class RenewalPlanning {
public:
    RenewalPlanning(const runtime::Context& context, const Catalogue& catalogue,
                    const partner::CardGateway& gateway, RenewScope scope);

    RenewalPlan plan(std::int64_t payer) const;

    /// The payments, lost with a copy, that may have paid for renewals.
    LostPayments& lost_payments() const { return lost_payments_; }

private:
    class PayerPlanning;

    const runtime::Context& context_;
    const Catalogue& catalogue_;
    const partner::CardGateway& gateway_;
    RenewScope scope_;
    rules::RenewalPolicy policy_;
    rules::VatPolicy vat_policy_;
    mutable LostPayments lost_payments_; ///< remembers what it found out
};

} // namespace duesday::flow
