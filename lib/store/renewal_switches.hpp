// Renewals that a person switches off and on, and the hand-over to another payer (M2, M3).
#pragma once

#include "store/charges.hpp"
#include "store/subscriptions.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace duesday::store {

struct RenewalSwitch {
    std::int64_t subscription = 0;
    bool turned_on = false;
    std::optional<std::int64_t> customer; ///< who acted; nothing for an operator of the firm
    Date expires_on;                      ///< last day of service at that moment
    std::optional<std::int64_t> payment;  ///< of 0.00 (SUB-131)
    std::optional<std::int64_t> charge;   ///< on whose answer it waits
};
/// On the Write's business day.
void record_switch(Write& write, const RenewalSwitch& change);

/// A switch that waited for a charge has its payment of 0.00.
void pay_switch(Write& write, std::int64_t subscription, std::int64_t charge, std::int64_t payment);

/// The charge turned out to be for others: what waited for it does so no longer.
void forget_charge_of_switch(Write& write, std::int64_t subscription, std::int64_t charge);

/// The payment of 0.00 with which a renewal is switched on: no charge, no invoice (SUB-131).
std::int64_t book_zero_payment(Write& write, std::int64_t customer, Currency currency);

/// A subscription that waits for a charge to change its payer: a line of the charge, or another of
/// the same installation (SUB-129).
struct Takeover {
    std::int64_t subscription = 0;
    bool renewal = true; ///< false: switched off again while the answer was out
    Date expires_on;     ///< last day of service when it was asked for
};
/// By subscription id; empty for a charge that no activation made.
std::vector<Takeover> takeovers_of(Database& database, std::int64_t charge);
/// The customer of a switch-on whose charge has no final answer, and that nobody switched off
/// since.
std::optional<std::int64_t> awaited_payer(Database& database, std::int64_t subscription);
/// There is one.
bool takeover_waits(Database& database, std::int64_t subscription);
/// How often the subscription was switched on, or tried to be.
int count_activations(Database& database, std::int64_t subscription);

/// The day of the last switch, where that was one off.
std::optional<Date> switched_off_on(Database& database, std::int64_t subscription);

/// The subscription's coming period was charged to its present payer and declined.
bool coming_charge_was_declined(Database& database, const Subscription& subscription);

/// What a customer was told about the coming period, whoever pays now (SUB-141).
struct Announcement {
    std::optional<AnnouncedTerms> terms; ///< nothing for a notice that was sent before an import
};
std::optional<Announcement> announcement_to(Database& database, const Subscription& subscription,
                                            std::int64_t customer);

/// The payer stays (SUB-140), the service too (SUB-037).
void switch_renewal_off(Write& write, std::int64_t subscription, const DueDays& due);
/// A new payer, and the renewal as given (SUB-125).
void hand_over(Write& write, std::int64_t subscription, std::int64_t purchaser, bool renewal,
               const DueDays& due);
/// An ended subscription takes its installation's place while its payment is out.
/// Fault(bad_input, "already_subscribed") where another holds it.
void hold_place(Write& write, std::int64_t subscription);
/// The payment failed: the place is free again.
void leave_place(Write& write, std::int64_t subscription);
/// A paid reactivation after the expiry: a new run under the same number (SUB-109).
void reopen_subscription(Write& write, const ChargeLine& paid, const DueDays& due);

/// Subscriptions of an installation that a customer pays, by number: running or ordered, or
/// awaiting the customer's payment to be handed over or opened again.
std::vector<Subscription> paid_by(Database& database, std::int64_t installation,
                                  std::int64_t customer);

} // namespace duesday::store
