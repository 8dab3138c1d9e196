// What a letter or message tells, frozen as JSON at the moment that causes it. Language neutral:
// money as {"amount","currency"}, dates as ISO text in keys that end in _on.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace duesday::flow {

/// Of a row whose subject is an invoice, which holds all that it tells and never changes.
inline constexpr const char* facts_of_invoice = "{}";

/// One subscription in a letter to its payer.
struct LetterLine {
    std::string subscription, installation, installation_name, service, reference, product;
    Date expires_on;
    Date charge_on; ///< of a notice
    int term_years = 1;
    Money price;        ///< net
    std::string reason; ///< of an end
};

struct NoticeFacts {
    std::span<const LetterLine> lines;
    std::optional<Money> total;              ///< absent where the lines are in several currencies
    std::optional<std::string> card_expires; ///< YYYY-MM, where the card ends before the charge
    bool short_notice = false;
};
std::string notice_facts(const NoticeFacts& facts);

struct PaymentFailedFacts {
    std::span<const LetterLine> lines;
    std::string reason;        ///< the partner's word
    std::string failure_class; ///< soft or new_card
    Money amount;              ///< with VAT
    int attempt = 1;
    bool last_warning = false;
    Date last_day_on; ///< the last day of service without a payment
};
std::string payment_failed_facts(const PaymentFailedFacts& facts);

/// A `payment-failed` about something that was ordered, and waited for its payment.
struct OrderFailedFacts {
    std::span<const LetterLine> lines;
    bool is_activation = false; ///< of what the reader had before; else a purchase
    std::string reason;         ///< the partner's word
    Money amount;               ///< with VAT
};
std::string order_failed_facts(const OrderFailedFacts& facts);

std::string service_ended_facts(std::span<const LetterLine> lines);

/// Tells the payer whose renewals were switched off, by whom: `by_reader` where it was the payer.
std::string renewal_stopped_facts(std::span<const LetterLine> lines, std::string_view actor,
                                  bool by_reader);

struct PayerChangedFacts {
    std::span<const LetterLine> lines;
    bool is_new_payer = false; ///< the reader pays from now on; else paid until now
    std::string other;         ///< name of the one who paid, or pays from now on
    bool renewal_off = false;  ///< switched off meanwhile: nothing more is charged
    bool is_unpaid = false;    ///< the charge day has passed, and the charge was declined
};
std::string payer_changed_facts(const PayerChangedFacts& facts);

struct TestedCardFacts {
    std::string brand, last4, expires; ///< YYYY-MM
    Money test_amount;
};
std::string card_registered_facts(const TestedCardFacts& facts);
/// A `payment-failed` about the test of a card; `reason` is the partner's word.
std::string card_test_failed_facts(const TestedCardFacts& facts, std::string_view reason);
/// A `card-refused`: a card that was entered and cannot be used; `reason` is a rules::CardProblem.
std::string card_refused_facts(const TestedCardFacts& facts, std::string_view reason);

struct PaymentReversedFacts {
    bool is_refund = false;   ///< sent back at the provider; else the bank took it back
    bool is_partial = false;  ///< a refund of a part: no credit note follows
    bool is_credited = false; ///< the invoice was credited before: nothing is left to do
    bool is_won = false;      ///< the chargeback was won: the invoice is paid again
    std::string invoice;
    Money amount;
};
std::string payment_reversed_facts(const PaymentReversedFacts& facts);

/// A right to use a service, for the cloud (SUB-031).
struct Entitlement {
    std::string subscription, installation, service;
    Date last_day;
    bool authenticated_mail = false; ///< follows Remote Services (SUB-011)
};
std::string activate_facts(std::span<const Entitlement> entitlements);
std::string stop_facts(std::span<const Entitlement> ended);

} // namespace duesday::flow
