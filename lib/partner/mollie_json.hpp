// What is written to Mollie and read from it: PARTNERS' facts about API v2, and nothing else.
#pragma once

#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "partner/card_entry.hpp"
#include "partner/card_gateway.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::partner::mollie {

/// The body of a recurring payment. Byte-identical whenever it is made from the same request: a
/// repetition with the same Idempotency-Key needs that.
std::string recurring_body(const ChargeRequest& request, std::string_view book);
/// The body of a first payment, for which the customer visits a page.
/// Its metadata names the entry and the firm's customer, about 1 kB at most (PARTNERS 1.1).
std::string first_payment_body(const CardEntryRequest& request, std::string_view customer,
                               std::string_view redirect_url, std::string_view book);
/// Name, e-mail and the book's id (PARTNERS 1.2).
std::string customer_body(const CardEntryRequest& request, std::string_view book);

/// PARTNERS 1.2 and 1.3. Texts are empty where Mollie does not say them; all are one plain line.
struct Payment {
    std::string id;                ///< a token (partner/mollie_ids)
    std::string status;            ///< "paid" ...; one that nobody knows yet stays as it is
    std::string mode;              ///< "live" or "test"
    Money amount;                  ///< as asked for: what went back later does not change it
    Timestamp created_at;          ///< Mollie's clock, in seconds
    std::string attempt;           ///< of our metadata: the idempotency key of a charge; else empty
    std::string book;              ///< of our metadata
    std::string pays_for;          ///< of our metadata: ChargeRequest::pays_for
    std::string registration;      ///< of our metadata: the key of a card's entry; else empty
    std::string entering_customer; ///< of our metadata: the firm's key of whose entry it is
    bool is_cancelable = false;
    std::optional<Timestamp> paid_at;
    std::string customer, mandate;
    std::string failure_reason;
    std::string checkout_url; ///< a page that a customer may be sent to; else empty
};

/// A stored card, or another way to pay (PARTNERS 1.2).
struct Mandate {
    std::string id;
    std::string status; ///< "valid", "pending", "invalid", or a word that is new
    std::string method; ///< "creditcard" for a card
    std::string card_label, last4, expires; ///< of a card; expires is YYYY-MM
    std::optional<Timestamp> created_at;
    bool may_be_charged = false; ///< valid, and good for a payment without the customer
};

/// PARTNERS 1.2. Name and e-mail are one line each, of 203 bytes at most.
struct Customer {
    std::string id, name, email;
};

/// A refund or a chargeback (PARTNERS 1.2).
struct Reversal {
    std::string id, payment;     ///< its own number and the payment's: tokens
    std::string status;          ///< of a refund; empty for a chargeback
    std::optional<Money> amount; ///< nothing: in a form that we do not know, of another shop
    Timestamp made_at; ///< Mollie's clock; a refund keeps the time at which it was asked for
    bool is_taken_back = false; ///< a chargeback that was won
};

template <class Item>
struct Page {
    std::vector<Item> items; ///< newest first; payments of others that cannot be read are left out
    std::string next;        ///< address of the next page, or empty
};

// Mollie's answers (PARTNERS 1.2, 1.5). Nothing where the text is no such answer: cut, no JSON,
// saying something twice, or without what has to be there.
std::optional<Payment> read_payment(const std::string& body);
/// A payment of another shop, or book, in the account: it bears none of this one's metadata, in
/// whatever form it is.
bool is_foreign_payment(const std::string& body, std::string_view book);
std::optional<Mandate> read_mandate(const std::string& body);
std::optional<Customer> read_customer(const std::string& body);
std::optional<Page<Payment>> read_payments(const std::string& body);
std::optional<Page<Mandate>> read_mandates(const std::string& body);
std::optional<Page<Reversal>> read_chargebacks(const std::string& body);
std::optional<Page<Reversal>> read_refunds(const std::string& body);
/// An error in Mollie's own words (PARTNERS 1.5), of this status. What stands between us and Mollie
/// answers in others, and cannot know what became of a request.
bool is_error(const std::string& body, int status);
/// The field that an error is about, where it says so (PARTNERS 1.5); else empty. At most 100
/// bytes.
std::string field_of_error(const std::string& body);

/// What a payment's words mean (PARTNERS 1.3): paid is done; failed is declined with Mollie's
/// failure reason; canceled and expired are declined as "payment_canceled" and "payment_expired";
/// all else, also words that nobody knows yet, is pending.
ChargeAnswer answer_of(const Payment& payment);

/// "2024-03-20T09:13:37+00:00", also with Z or an offset (PARTNERS 1.1); parts of a second are left
/// out. Nothing where it is no such time.
std::optional<Timestamp> read_time(std::string_view text);

} // namespace duesday::partner::mollie
