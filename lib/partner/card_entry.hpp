// How a customer hands a card to the provider: on a page of the provider, where a first payment
// tests it (SUB-049, SUB-061). Nobody here ever sees the card's number.
#pragma once

#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "partner/answer.hpp"

#include <optional>
#include <string>

namespace duesday::partner {

struct CardEntryRequest {
    std::string key;               ///< idempotency key of the first payment
    std::string customer_key;      ///< idempotency key of the customer's record
    std::string provider_customer; ///< empty: the provider does not know the customer yet
    std::string name, email;       ///< of a customer that is new there
    std::string customer;          ///< the firm's key, so that a lost page can be told whose it is
    Money amount;                  ///< of the test
    std::string description;       ///< shown on the statement where possible
};

struct CardEntryBegun {
    Answer answer = Answer::unknown; ///< done, rejected, not_sent or unknown
    std::string reason;
    /// Also where the payment was not begun; another than was asked with, where the provider knows
    /// that one no more.
    std::string provider_customer;
    std::string reference;    ///< the provider's own number of the first payment
    std::string checkout_url; ///< where the customer enters the card
    std::string field = {};   ///< as ChargeAnswer::field
};

struct EnteredCard {
    Answer answer = Answer::unknown; ///< done, declined, pending or unknown
    std::string reason;
    // Where it is done:
    std::string mandate;
    std::string brand; ///< the provider's word, "Visa"
    std::string last4;
    std::string expires;                   ///< YYYY-MM
    std::optional<Timestamp> entered_at{}; ///< when the customer did, where the provider says so
};

class CardEntry {
public:
    virtual ~CardEntry() = default;

    /// Makes the customer's record where there is none, and a first payment. A repetition with the
    /// same keys inside CardGateway::repeat_seconds gives the same page.
    virtual CardEntryBegun begin(const CardEntryRequest& request) = 0;

    /// What became of a first payment, and the card that it left.
    virtual EnteredCard look_up(const std::string& provider_customer,
                                const std::string& reference) = 0;

    /// Ends a first payment that nobody has begun to pay, where the provider allows it, so that no
    /// card is entered there any more; and what became of it, as look_up: declined where nothing
    /// will come of it, done where the card was entered before, else it stands as it was.
    virtual EnteredCard cancel(const std::string& provider_customer,
                               const std::string& reference) = 0;

    /// Lets go of a stored card that is not used: true where it cannot be charged any more.
    virtual bool forget(const std::string& provider_customer, const std::string& mandate) = 0;
};

} // namespace duesday::partner
