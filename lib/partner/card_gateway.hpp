// Cards: what a payment provider is asked and what it answers, in our words (DESIGN 3).
#pragma once

#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "partner/answer.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace duesday::partner {

/// One attempt to take money. Same key, same bytes: a provider answers a repetition with the
/// answer of the first call.
struct ChargeRequest {
    std::string key;               ///< idempotency key
    std::string provider_customer; ///< who the provider knows the payer as
    std::string mandate;           ///< the stored card
    Money amount;                  ///< with VAT; 0.01 or 0.00 for a card test
    int attempt = 1;               ///< within the group, from 1
    std::string description;       ///< shown on the statement where possible
};

struct ChargeAnswer {
    Answer answer = Answer::unknown;
    std::string reason;    ///< the provider's word for a refusal, e.g. "insufficient_funds"
    std::string reference; ///< the provider's own number of the payment, may be empty
};

/// Who asks for the state of a charge: only poll-confirmations waits for the final word (D19).
enum class Asker { charging_program, poll_confirmations };

/// A payment that a provider holds, for reconciling after a restore.
struct ProviderPayment {
    std::string key;
    std::string book; ///< id of the book that made it
    Money amount;
    ChargeAnswer answer;
    Timestamp made_at;
};

class CardGateway {
public:
    virtual ~CardGateway() = default;

    /// The name that cards carry in `provider`; a card is charged by no other gateway.
    virtual std::string_view provider() const = 0;

    /// How long after its first call a key may be repeated with the same bytes; later the charge
    /// is only looked up.
    virtual int repeat_seconds() const = 0;

    /// Whether the provider would still charge this stored card, without charging anything: asked
    /// before a hand-over (SUB-136), never within a Write. Who cannot tell says yes.
    virtual bool accepts(std::string_view /*provider_customer*/, std::string_view /*mandate*/)
    {
        return true;
    }

    /// Sends the requests, several side by side, and hands over each answer as it comes, from the
    /// calling thread; the index says which request. Every request gets exactly one answer.
    virtual void charge(std::span<const ChargeRequest> requests,
                        const std::function<void(std::size_t, const ChargeAnswer&)>& answered) = 0;

    /// What became of a charge that was sent before.
    virtual ChargeAnswer look_up(const ChargeRequest& request, Asker asker) = 0;

    /// All payments made since, oldest first, of whatever book.
    virtual void each_payment_since(Timestamp since,
                                    const std::function<void(const ProviderPayment&)>& payment) = 0;
};

/// The sandbox beside `book_file` (ledger sandbox.db); `book_id` and the real time go into its
/// rows.
std::unique_ptr<CardGateway> make_sandbox_cards(const std::string& book_file,
                                                const std::string& book_id,
                                                std::function<Timestamp()> real);

} // namespace duesday::partner
