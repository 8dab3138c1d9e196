// What a person should look at among subscriptions, though nothing is wrong with the book.
#pragma once

#include "store/subscription_lists.hpp"

#include <functional>
#include <string>
#include <vector>

namespace duesday::store {

/// An installation whose live subscriptions are paid by several customers (SUB-122, SUB-123).
struct SharedInstallation {
    std::string installation;
    std::vector<std::string> purchasers; ///< e-mails of today, ordered
};
/// By installation, as of `today` (D17, D18). `filter.purchaser` narrows to installations where
/// that customer is among them.
void each_shared_installation(Database& database, const SubscriptionFilter& filter, Date today,
                              const std::function<void(const SharedInstallation&)>& found);

/// A payer who got several renewal invoices for one expiry month and currency (SUB-103, D23).
struct CrowdedMonth {
    std::string purchaser; ///< e-mail of today
    std::string month;     ///< YYYY-MM
    std::string currency;
    std::vector<std::string> invoices; ///< numbers
    std::vector<std::string> reasons;  ///< why the later ones were made
};
/// By customer, month and currency; `filter.purchaser` narrows, the rest of it does not.
void each_crowded_month(Database& database, const SubscriptionFilter& filter,
                        const std::function<void(const CrowdedMonth&)>& found);

/// A running subscription whose renewal a person switched off, on an installation where another
/// than its payer has a role: meant to end, or a hand-over that was not finished (SUB-135).
struct OpenTransfer {
    std::string subscription;
    std::string installation;
    std::string purchaser; ///< e-mail of today
    Date switched_off_on;
    std::string switched_off_by; ///< e-mail of today; empty for an operator
    Date expires_on;
};
/// By number, those that run on `today`; the whole filter narrows.
void each_open_transfer(Database& database, const SubscriptionFilter& filter, Date today,
                        const std::function<void(const OpenTransfer&)>& found);

} // namespace duesday::store
