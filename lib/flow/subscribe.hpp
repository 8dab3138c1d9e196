// What the program `subscribe` does.
#pragma once

#include "base/date.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// Buys "INSTALLATION:REFERENCE" ... for the customer whose e-mail --actor gives: one payment, one
/// invoice, all or nothing (SUB-052). Settles what dead runs left first (D19); the same purchase
/// found among that is reported and not made again. To be run under the lock "cards".
void subscribe_buy(runtime::Context& context, partner::CardGateway& gateway,
                   const std::vector<std::string>& wishes);

/// Switches the renewal of subscriptions off for the customer whose e-mail --actor gives (SUB-028,
/// matrix M2): each installation as a whole, one result an item (SUB-129), one Write, no lock. The
/// payer stays (SUB-140); who had been told of the renewal gets `renewal-stopped`.
void subscribe_deactivate(runtime::Context& context, const std::vector<std::string>& numbers);

/// Switches renewals on for the customer whose e-mail --actor gives, who pays from then on (M3).
/// What is to be paid now is charged at once. To be run under the lock "cards".
void subscribe_activate(runtime::Context& context, partner::CardGateway& gateway,
                        const std::vector<std::string>& numbers);

struct SettleOptions {
    std::string payment;           ///< its key, or the provider's own number, or a refund's
    std::optional<std::string> as; ///< refunded or explained
    std::vector<std::string> subscriptions; ///< what an explained one was for
    std::string reason;
};
/// A person says about a payment that was lost with a copy (unexplained_payment), or that does not
/// fit its charge (amount_differs, pays_for_other), that the money is back, or which renewals it
/// was for. What for is taken from the person, whether it is paid from the provider. Or what a
/// refund of a part was for (flow/refund_settling.hpp). Refused: unknown_payment, already_settled,
/// unknown_subscription, and the words of rules::ExplanationRefusal. To be run under the lock
/// "cards".
void subscribe_settle(runtime::Context& context, partner::CardGateway& gateway,
                      const SettleOptions& options);

struct CardOptions {
    std::string customer; ///< the firm's key
    // Of the sandbox's card: ok, visa, 4242 and 2030-12 where nothing is said.
    std::optional<std::string> mandate, brand, last4;
    std::optional<std::string> expires; ///< YYYY-MM

    bool names_a_card() const { return mandate || brand || last4 || expires; }
};
/// Registers a card and tests it with 0.01 or 0.00 (SUB-049): one test a card. A card that works
/// stays in use until the new one has passed; an unknown test opens no account. To be run under the
/// lock "cards".
void subscribe_card(runtime::Context& context, partner::CardGateway& gateway,
                    const CardOptions& options);

struct RoleOptions {
    std::string installation;
    std::string customer; ///< the firm's key
    std::string role;     ///< si or owner
    bool force = false;   ///< remove although the customer still pays there
};
/// Refused: unknown_installation, unknown_customer, unknown_role, email_taken.
void subscribe_roles_add(runtime::Context& context, const RoleOptions& options);
/// Refused while the customer would stay a payer without a role (`still_purchaser`, SUB-128); with
/// `force` the renewals there are switched off instead, and a warning says so.
void subscribe_roles_remove(runtime::Context& context, const RoleOptions& options);

struct SubscriptionListOptions {
    std::optional<std::string> installation;
    std::optional<std::string> purchaser; ///< e-mail
    std::optional<std::string> state;     ///< not_yet_activated, active or expired
    std::optional<Date> expiring_by;      ///< this day or earlier
    bool findings = false;                ///< what a person should look at, instead of the rows
};
/// By number; expired ones too, void ones never (D25).
void subscribe_list(runtime::Context& context, const SubscriptionListOptions& options);

/// One subscription, then what happened to it. Refused: `unknown_subscription`.
void subscribe_show(runtime::Context& context, const std::string& number);

/// What is active where, until when (SUB-032).
void subscribe_entitlements(runtime::Context& context);

} // namespace duesday::flow
