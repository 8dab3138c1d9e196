// Subscriptions as they are listed and shown. Rows that change are in store/subscriptions.
#pragma once

#include "base/money.hpp"
#include "rules/subscription/subscription.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// A subscription with the names of what it refers to; what it is on a day, flow/service_states
/// says.
struct SubscriptionListing {
    std::int64_t id = 0;
    std::string number;
    std::string installation;
    std::string installation_name;
    std::string reference;
    std::string product;
    std::string service;
    std::string purchaser;       ///< the customer's key
    std::string purchaser_email; ///< of today (SUB-095)
    rules::Standing standing = rules::Standing::running;
    bool renewal = true;
    Date bought_on, starts_on, expires_on;
    int run = 1;
    std::string origin;
    std::optional<Date> due_on;
    bool payment_open = false; ///< a charge for it is planned, sent, pending or unknown
};

struct SubscriptionFilter {
    std::optional<std::int64_t> installation;
    std::optional<std::int64_t> purchaser;
    std::optional<Date> expiring_by; ///< expires_on is this day or earlier
};

/// By number, as a stream; void ones are left out (D25).
void each_subscription(Database& database, const SubscriptionFilter& filter,
                       const std::function<void(const SubscriptionListing&)>& listed);
/// One of whatever standing.
std::optional<SubscriptionListing> find_listed(Database& database, std::string_view number);

/// The subscription that holds an installation's place for a service (SUB-023).
std::optional<SubscriptionListing> slot_holder(Database& database, std::int64_t installation,
                                               std::string_view service);

/// What holds a place and is paid, by installation and service, as a stream (SUB-032). Some may be
/// past their date: the end is not recorded yet, or a payment is open (D17, D18).
void each_running(Database& database,
                  const std::function<void(const SubscriptionListing&)>& listed);

/// Running ones whose last day was before `today`, as a stream: their end is not recorded yet, or
/// something is waited for (D17, D18).
void each_past_its_end(Database& database, Date today,
                       const std::function<void(const SubscriptionListing&)>& listed);

/// One thing that happened to a subscription.
struct SubscriptionEvent {
    Date on;
    std::string what;    ///< announcement, charge, invoice or renewal
    std::string subject; ///< whose: the payer's key, the charge's kind and month, the number, who
    std::optional<Money> amount; ///< of a charge: the subscription's own net line
    std::string state;
    std::string reason;
    std::optional<Date> starts_on, ends_on; ///< the period it is about
};
/// By day; of one day the switch of the renewal, the announcement, the charge, the invoice.
std::vector<SubscriptionEvent> history_of(Database& database, std::int64_t subscription);

} // namespace duesday::store
