// Subscriptions as renew, purchase and settlement change them. Listings stand in
// subscription_lists.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/subscription/subscription.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// The price that a notice froze for the coming period (D22).
struct AnnouncedTerms {
    std::int64_t product = 0;
    Money price; ///< net
    int term_years = 1;
};

struct Subscription {
    std::int64_t id = 0;
    std::string number;
    std::int64_t installation = 0;
    std::string installation_key, installation_name;
    std::string service;
    std::int64_t product = 0;
    std::int64_t purchaser = 0;
    Date bought_on;
    int run = 1;
    Date starts_on;
    Date expires_on; ///< paid through this day, inclusive
    bool renewal = true;
    rules::Standing standing = rules::Standing::running;
    std::optional<Date> due_on;

    bool announced = false; ///< to the present purchaser, for the present expiry
    std::optional<AnnouncedTerms> announced_terms;
    /// The charge that holds the coming period, not final or paid.
    std::optional<std::int64_t> coming_charge;
};

/// When renew has to look again, whichever way the renewal stands: it may be switched while a
/// charge is under way, and the row itself decides (M2).
struct DueDays {
    std::optional<Date> renewing; ///< where the renewal is on
    std::optional<Date> ending;   ///< where it is off
};

/// Payers with a subscription that renew has to look at, by id: 8 bytes a payer are held.
std::vector<std::int64_t> due_payers(Database& database, Date today);
/// The same in the order of their first due subscription. What was added together lies together:
/// whoever looks at all of them in this order reads a page once, not once for each payer on it.
std::vector<std::int64_t> due_payers_as_stored(Database& database, Date today);
/// How many subscriptions renew would look at.
std::int64_t count_due(Database& database, Date today);
/// The payer's due ones, by expiry and number.
std::vector<Subscription> due_subscriptions(Database& database, std::int64_t payer, Date today);

/// Payers of running subscriptions that expire on or before `last`; a scan, for rare work.
std::vector<std::int64_t> payers_with_expiry_until(Database& database, Date last,
                                                   std::int64_t after_payer, int limit);
/// The payer's running subscriptions with the renewal on that expire on or before `last`.
std::vector<Subscription> running_subscriptions_until(Database& database, std::int64_t payer,
                                                      Date last);

std::optional<Subscription> find_subscription(Database& database, std::string_view number);
Subscription subscription_by_id(Database& database, std::int64_t id);

struct NewSubscription {
    std::string number;
    std::int64_t installation = 0;
    std::string_view service;
    std::int64_t product = 0;
    std::int64_t purchaser = 0;
    Date bought_on;
    Date expires_on; ///< through which the purchase would pay
};
/// An ordered subscription: it takes its installation's place for the service at once (D25).
/// Fault(bad_input, "already_subscribed") where the place is taken.
std::int64_t order_subscription(Write& write, const NewSubscription& order);
/// The purchase is paid.
void start_subscription(Write& write, std::int64_t id, const DueDays& due);
/// The purchase failed: kept for the audit, the place is free (D25).
void void_subscription(Write& write, std::int64_t id);
/// A renewal is paid: paid-through moves at once (SUB-093).
void extend_subscription(Write& write, std::int64_t id, Date expires_on, const DueDays& due);
/// It runs as another product from now on: the one that the former renews as (D8).
void run_as(Write& write, std::int64_t id, std::int64_t product);
/// The end is recorded (D17); the place is free.
void lapse_subscription(Write& write, std::int64_t id);
void set_due(Write& write, std::int64_t id, const DueDays& due);
/// A new card: what the payer was declined for is looked at on `today` (SUB-110, D6).
void make_payer_due(Write& write, std::int64_t payer, Date today);

/// Remembers that the payer was told, with the terms that hold for the coming period.
void announce(Write& write, const Subscription& subscription, const AnnouncedTerms& terms);

/// A period that an invoice's payment paid for, with the keys that the cloud knows.
struct PaidPeriod {
    std::string subscription, installation, service;
    std::string reference; ///< of the product that was paid
    Date ends_on;
};
std::vector<PaidPeriod> periods_paid_by_invoice(Database& database, std::string_view invoice);

/// A product, as charging needs it.
struct ProductTerms {
    std::int64_t id = 0;
    std::string reference, service, name;
    int term_years = 1;
    Money price; ///< net
    bool needs_configuration = false;
    std::string renew_as; ///< empty: itself
};
std::vector<ProductTerms> all_products(Database& database);

} // namespace duesday::store
