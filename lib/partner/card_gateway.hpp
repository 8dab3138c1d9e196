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
#include <utility>
#include <vector>

namespace duesday::partner {

class CardEntry;

/// The reason of an unknown that a look-up ended with because nobody answered it.
inline constexpr std::string_view unreachable = "unreachable";
/// The reason of a refusal of the stored card itself, asked about or charged: a new card is needed.
inline constexpr std::string_view invalid_mandate = "invalid_mandate";
/// The reason of a payment whose amount is another than was asked for: a person has to look.
inline constexpr std::string_view other_amount = "amount_differs";

/// One attempt to take money. Same key, same bytes: a provider answers a repetition with the
/// answer of the first call.
struct ChargeRequest {
    std::string key;                    ///< idempotency key
    std::string provider_customer;      ///< who the provider knows the payer as
    std::string mandate;                ///< the stored card
    Money amount;                       ///< with VAT; 0.01 or 0.00 for a card test
    int attempt = 1;                    ///< within the group, from 1
    std::string description;            ///< shown on the statement where possible
    std::optional<Timestamp> sent_at{}; ///< real time of the first call with this key
    std::string reference{};            ///< the provider's own number of the payment, once it told
    std::string pays_for{}; ///< digest of its lines, which the provider keeps; empty: a card test
    /// A dead run may have sent it: that nothing leaves now does not mean that nothing was taken.
    bool is_repeat = false;
};

struct ChargeAnswer {
    Answer answer = Answer::unknown;
    std::string reason;     ///< a code for a refusal, e.g. "insufficient_funds": snake_case
    std::string reference;  ///< the provider's own number of the payment, may be empty
    std::string field = {}; ///< what it found wrong with the request, in its words, may be empty
};

/// A card as its provider knows it.
struct StoredCard {
    std::string provider_customer;
    std::string mandate;
};

/// What a provider says of a stored card.
enum class CardStanding {
    good,     ///< it would be charged
    lost,     ///< unknown there, revoked, invalid, or not for payments without its owner
    not_told, ///< nobody answered: nothing may be concluded
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
    std::string customer{}; ///< whom the provider knows the payer as; empty where it does not tell
    /// The first payment of a page on which a customer enters a card: `key` is that of the entry.
    bool is_card_entry = false;
    std::string entering_customer{}; ///< the firm's key of that customer, where it was told
    std::string checkout_url{};      ///< while the page is open
    std::string pays_for{};          ///< as in its ChargeRequest; empty where it is not known
};

/// What a provider has on record of one whom it takes payments of, so that people recognise him.
struct ProviderCustomer {
    std::string name, email;
};

/// Money that went back to a payer after it was paid: not by our doing.
struct ProviderReversal {
    enum class Kind {
        chargeback, ///< the bank took it back
        refund,     ///< somebody sent it back at the provider
    };
    std::string id; ///< the provider's own number of it
    Kind kind = Kind::chargeback;
    std::string key;  ///< of the charge or card entry that was paid; empty: of no book's
    std::string book; ///< id of the book that made it
    Money amount;     ///< as the provider says it: of whatever currency
    Timestamp made_at;
    bool is_taken_back = false; ///< a chargeback that was won: the money is here again
};

/// From when on each kind is listed.
struct ReversalsSince {
    Timestamp chargebacks, refunds;
};

/// How far a provider told what went back.
struct ReversalsTold {
    std::string problem; ///< why it did not tell all, or empty: what it told counts in any case
    std::optional<Timestamp> undecided_since; ///< when the oldest refund was asked for that waits
};

class CardGateway {
public:
    virtual ~CardGateway() = default;

    /// The name that cards carry in `provider`; a card is charged by no other gateway.
    virtual std::string_view provider() const = 0;

    /// How long after its first call a key may be repeated with the same bytes; later the charge
    /// is only looked up.
    virtual int repeat_seconds() const = 0;

    /// Whether the provider would charge these stored cards, without charging anything: asked
    /// before the first charge of an imported one, never within a Write. Several side by side, each
    /// told once; the index says which. Who cannot tell says yes.
    virtual void ask_cards(std::span<const StoredCard> cards,
                           const std::function<void(std::size_t, CardStanding)>& told)
    {
        for (std::size_t i = 0; i < cards.size(); ++i)
            told(i, CardStanding::good);
    }
    /// The same of one card, before a hand-over (SUB-136): false only where it is lost.
    bool accepts(std::string provider_customer, std::string mandate)
    {
        const StoredCard card{std::move(provider_customer), std::move(mandate)};
        auto standing = CardStanding::not_told;
        ask_cards({&card, 1}, [&](std::size_t, CardStanding said) { standing = said; });
        return standing != CardStanding::lost;
    }

    /// Sends the requests, several side by side, and hands over each answer as it comes, from the
    /// calling thread; the index says which request. Every request gets exactly one answer.
    virtual void charge(std::span<const ChargeRequest> requests,
                        const std::function<void(std::size_t, const ChargeAnswer&)>& answered) = 0;

    /// The same with requests that come in groups: `more` is asked for the next one when all others
    /// have begun and there is room, and again after answers where it had none. Ends when it has
    /// none and nothing is in flight, or without asking where the provider is not there. The
    /// indexes run on from group to group.
    virtual void charge_each(const std::function<std::vector<ChargeRequest>()>& more,
                             const std::function<void(std::size_t, const ChargeAnswer&)>& answered)
    {
        std::size_t first = 0;
        for (auto group = more(); !group.empty(); group = more()) {
            charge(group,
                   [&](std::size_t i, const ChargeAnswer& answer) { answered(first + i, answer); });
            first += group.size();
        }
    }
    /// How many charges share the Write of their intentions: no more than are answered within five
    /// seconds (DESIGN 3).
    virtual std::size_t group_size() const { return 1000; }

    /// What became of a charge that was sent before. `unreachable` as the reason of an unknown: the
    /// provider could not be asked.
    virtual ChargeAnswer look_up(const ChargeRequest& request, Asker asker) = 0;

    /// All payments made since, oldest first, of whatever book.
    virtual void each_payment_since(Timestamp since,
                                    const std::function<void(const ProviderPayment&)>& payment) = 0;

    /// Who that is; empty where the provider does not tell, or does not answer.
    virtual ProviderCustomer who_is(const std::string& /*provider_customer*/) { return {}; }

    /// When a look-up that found nothing says that nothing was taken (PARTNERS 5): so long after
    /// the call at the earliest, and again so much later. Zeros: at once.
    struct NotSeenRule {
        int first_after_seconds = 0;
        int apart_seconds = 0;
    };
    virtual NotSeenRule not_seen_rule() const { return {}; }

    /// Whether it tells what went back (each_reversal_since).
    virtual bool tells_reversals() const { return false; }
    /// What went back since, of whatever book, and of no book (without a key); those whose id
    /// `is_known`, as taken back or not, are passed over. Each of the others costs a call, until
    /// `found` answers false.
    virtual ReversalsTold
    each_reversal_since(ReversalsSince /*since*/,
                        const std::function<bool(std::string_view, bool)>& /*is_known*/,
                        const std::function<bool(const ProviderReversal&)>& /*found*/)
    {
        return {};
    }

    /// Where customers enter their cards on a page of the provider's; null where there is none.
    virtual CardEntry* entry() { return nullptr; }
};

/// The sandbox beside `book_file` (ledger sandbox.db); `book_id` and the real time go into its
/// rows.
std::unique_ptr<CardGateway> make_sandbox_cards(const std::string& book_file,
                                                const std::string& book_id,
                                                std::function<Timestamp()> real);

} // namespace duesday::partner
