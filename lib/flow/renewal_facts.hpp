// What the rules of renewal are asked with: the same facts for renew, for what follows an answer,
// and for what a person commands.
#pragma once

#include "flow/catalogue.hpp"
#include "flow/lost_payments.hpp"
#include "rules/subscription/renewal.hpp"
#include "runtime/context.hpp"
#include "store/charges.hpp"
#include "store/payers.hpp"
#include "store/subscriptions.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duesday::flow {

/// The word for a group that cannot be tried because its payer has no card: like a refusal that
/// only a new card mends.
inline constexpr std::string_view no_card = "no_card";

/// What one payer's renewals are charged by: rules::renewal_group, and the currency (D23).
using GroupKey = std::pair<std::string, Currency>;

GroupKey group_of(const store::Subscription& subscription, const store::AnnouncedTerms& terms);

/// The last of a subscription's charges that were declined.
struct DeclinedLine {
    std::size_t attempt = 0; ///< index in GroupHistory::declined
    store::ChargeLine line;
};

/// What happened to a payer's group before today.
struct GroupHistory {
    std::vector<store::Charge> declined;                  ///< oldest first
    std::map<std::int64_t, DeclinedLine> last_attempt_of; ///< by subscription
    std::vector<std::int64_t> rejected;                   ///< charges, for a fault of ours
    int attempts = 0;
    std::optional<store::Charge> open;
    std::map<std::int64_t, rules::FailureLetterSent> letter_of; ///< the last that names each
    std::optional<Date> last_letter_on;

    std::optional<rules::FailureLetterSent> letter_about(std::int64_t subscription) const;
    /// Of a subscription that was declined.
    rules::FailureClass class_of_failure(std::int64_t subscription) const;
};

/// What a payer paid for, and what must not be renewed before a person settled that the money went
/// back.
std::set<std::int64_t> subscriptions_reversed(store::Database& database, std::int64_t payer);

/// The payer's card is there, and its month is not over.
bool has_usable_card(const store::Payer& payer, Date today);

/// One payer's renewals as the book knows them; reads each group once. The payer and the lost
/// payments must outlive it.
class PayerRenewals {
public:
    /// `lost` is null where nothing is to be charged or ended.
    PayerRenewals(store::Database& database, Date today, const store::Payer& payer,
                  LostPayments* lost);

    const GroupHistory& history_of(const GroupKey& key);
    rules::RenewalFacts facts_of(const store::Subscription& subscription,
                                 const store::AnnouncedTerms& terms);
    /// The one that facts_of speaks of; null where there is none.
    const store::UnexplainedPayment* lost_payment(const store::Subscription& subscription,
                                                  const store::AnnouncedTerms& terms) const;

private:
    void add_attempt(rules::RenewalFacts& facts, const store::Subscription& subscription,
                     const GroupHistory& history) const;

    store::Database& database_;
    Date today_;
    const store::Payer& payer_;
    LostPayments* lost_;
    std::set<std::int64_t> reversed_;
    std::map<GroupKey, GroupHistory> histories_;
};

} // namespace duesday::flow
