// The played card provider: answers as the mandate says, from a ledger that survives anything, so
// that every program runs without an account anywhere (CLI.md "Sandbox").

#include "base/fault.hpp"
#include "partner/card_gateway.hpp"
#include "partner/sandbox_ledger.hpp"
#include "rules/customer/card.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace duesday::partner {

namespace {

constexpr std::string_view paid = "paid";
constexpr std::string_view declined_prefix = "declined:";
constexpr std::int64_t test_amount = 1; ///< the 0.01 test passes where larger charges fail

/// What the first call is answered with, and what it comes to in the end.
struct Verdict {
    std::string first;
    std::string final;
};

Verdict verdict_for(const rules::SandboxMandate& mandate, const ChargeRequest& request)
{
    using Kind = rules::SandboxMandate::Kind;
    const bool is_test = request.amount.minor() <= test_amount;
    const auto settled = [](std::string answer) { return Verdict{answer, answer}; };
    switch (mandate.kind) {
    case Kind::ok:
        break;
    case Kind::declined:
        if (!is_test)
            return settled(std::string{declined_prefix} + mandate.reason);
        break;
    case Kind::unknown:
        return {"unknown", std::string{paid}};
    case Kind::unknown_failed:
        return {"unknown", "declined:card_declined"};
    case Kind::pending:
        return {"pending", std::string{paid}};
    case Kind::ok_after:
        if (!is_test && request.attempt <= mandate.attempts)
            return settled("declined:insufficient_funds");
        break;
    }
    return settled(std::string{paid});
}

ChargeAnswer answer_of(const std::string& word, const std::string& key)
{
    ChargeAnswer answer;
    answer.reference = "sandbox-" + key;
    if (word == paid)
        answer.answer = Answer::done;
    else if (word == "pending")
        answer.answer = Answer::pending;
    else if (word.starts_with(declined_prefix)) {
        answer.answer = Answer::declined;
        answer.reason = word.substr(declined_prefix.size());
    } else
        answer.answer = Answer::unknown;
    return answer;
}

/// A pending payment is final at the second poll, an unknown one at the first.
bool is_final(const LedgerRow& row)
{
    return row.first_answer == row.final_answer ||
           row.polls >= (row.first_answer == "pending" ? 2 : 1);
}

class SandboxCards final : public CardGateway {
public:
    SandboxCards(const std::string& book_file, std::string book_id, std::function<Timestamp()> real)
        : file_{folder_of(book_file) + "sandbox.db"}, book_id_{std::move(book_id)}, real_{std::move(
                                                                                        real)}
    {
    }

    std::string_view provider() const override { return "sandbox"; }
    /// As real providers have it: an hour, with a margin (PARTNERS 1.4).
    int repeat_seconds() const override { return 50 * 60; }

    void ask_cards(std::span<const StoredCard> cards,
                   const std::function<void(std::size_t, CardStanding)>& told) override
    {
        for (std::size_t i = 0; i < cards.size(); ++i)
            told(i, rules::is_sandbox_mandate(cards[i].mandate) ? CardStanding::good
                                                                : CardStanding::lost);
    }

    void charge(std::span<const ChargeRequest> requests,
                const std::function<void(std::size_t, const ChargeAnswer&)>& answered) override
    {
        std::vector<ChargeAnswer> answers(requests.size());
        // The money of a batch is "taken" in one durable step; killed before it, none was.
        ledger().together([&] {
            for (std::size_t i = 0; i < requests.size(); ++i)
                answers[i] = charge_one(requests[i]);
        });
        for (std::size_t i = 0; i < answers.size(); ++i)
            answered(i, answers[i]);
    }

    ChargeAnswer look_up(const ChargeRequest& request, Asker asker) override
    {
        ChargeAnswer answer;
        ledger().together([&] {
            const auto row = ledger().find(request.key);
            if (!row) {
                answer.answer = Answer::not_found;
                return;
            }
            answer = answer_of(row->first_answer, row->key);
            if (row->first_answer == row->final_answer || asker == Asker::charging_program)
                return;
            ledger().count_poll(row->key);
            auto polled = *row;
            ++polled.polls;
            if (is_final(polled))
                answer = answer_of(row->final_answer, row->key);
        });
        return answer;
    }

    void each_payment_since(Timestamp since,
                            const std::function<void(const ProviderPayment&)>& payment) override
    {
        ledger().each_since(since, [&](const LedgerRow& row) {
            payment({row.key, row.book, Money{row.amount, Currency::of(row.currency)},
                     answer_of(is_final(row) ? row.final_answer : row.first_answer, row.key),
                     row.made_at});
        });
    }

private:
    static std::string folder_of(const std::string& file)
    {
        const auto slash = file.rfind('/');
        return slash == file.npos ? std::string{} : file.substr(0, slash + 1);
    }

    /// Opened at the first use: a run without a charge leaves no ledger.
    SandboxLedger& ledger()
    {
        if (!ledger_)
            ledger_ = std::make_unique<SandboxLedger>(file_);
        return *ledger_;
    }

    ChargeAnswer charge_one(const ChargeRequest& request)
    {
        const auto mandate = rules::parse_sandbox_mandate(request.mandate);
        if (mandate) {
            const auto verdict = verdict_for(*mandate, request);
            if (ledger().add({request.key, book_id_, request.amount.minor(),
                              std::string{request.amount.currency().code()}, request.mandate,
                              request.attempt, verdict.first, verdict.final, 0, real_()}))
                return answer_of(verdict.first, request.key);
        }
        const auto known = ledger().find(request.key);
        if (!known)
            return {Answer::rejected, "unknown_mandate", {}};
        // The same key with another body is refused, as real providers do.
        if (known->amount != request.amount.minor() ||
            known->currency != request.amount.currency().code())
            return {Answer::rejected, "idempotency_key_reused", {}};
        return answer_of(known->first_answer, known->key);
    }

    std::string file_;
    std::string book_id_;
    std::function<Timestamp()> real_;
    std::unique_ptr<SandboxLedger> ledger_;
};

} // namespace

std::unique_ptr<CardGateway> make_sandbox_cards(const std::string& book_file,
                                                const std::string& book_id,
                                                std::function<Timestamp()> real)
{
    return std::make_unique<SandboxCards>(book_file, book_id, std::move(real));
}

} // namespace duesday::partner
