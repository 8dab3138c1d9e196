#include "base/fault.hpp"
#include "partner/card_entry.hpp"
#include "partner/mollie_calls.hpp"
#include "partner/mollie_entry.hpp"
#include "partner/mollie_ids.hpp"
#include "partner/mollie_json.hpp"
#include "partner/mollie_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

namespace duesday::partner {

namespace {

using namespace mollie;

constexpr int repeat_for_seconds = 50 * 60; ///< a key lives an hour (PARTNERS 1.4)
constexpr int never_seen_after_seconds = 65 * 60;
constexpr int never_seen_apart_seconds = 10 * 60;
/// Mollie's clock and ours differ by less than this.
constexpr std::int64_t clocks_differ_seconds = 3600;
constexpr int not_found = 404;
constexpr int conflict = 409;
constexpr int gone = 410;
constexpr int refused_words = 422;
/// The reason of a payment that answers for a charge and is of another mode, book or customer.
constexpr const char* not_ours = "not_our_payment";

class MollieCards final : public CardGateway {
public:
    explicit MollieCards(MollieSettings settings) : calls_{std::move(settings)}, entry_{calls_} {}

    std::string_view provider() const override { return "mollie"; }
    int repeat_seconds() const override { return repeat_for_seconds; }
    NotSeenRule not_seen_rule() const override
    {
        return {never_seen_after_seconds, never_seen_apart_seconds};
    }
    bool tells_reversals() const override { return true; }
    CardEntry* entry() override { return &entry_; }

    void ask_cards(std::span<const StoredCard> cards,
                   const std::function<void(std::size_t, CardStanding)>& told) override
    {
        calls_.require_trusted();
        std::vector<Call> calls;
        std::vector<std::size_t> card_of; // a call's card
        for (std::size_t i = 0; i < cards.size(); ++i) {
            const auto& [customer, mandate] = cards[i];
            if (!is_token(customer) || !is_token(mandate)) {
                told(i, CardStanding::lost);
                continue;
            }
            calls.push_back(
                {"GET", fmt::format("/customers/{}/mandates/{}", customer, mandate), {}, {}});
            card_of.push_back(i);
        }
        calls_.run(calls, [&](std::size_t index, const Result& result) {
            told(card_of[index], standing_by(result.reply));
        });
        calls_.require_trusted();
    }

    void charge(std::span<const ChargeRequest> requests,
                const std::function<void(std::size_t, const ChargeAnswer&)>& answered) override
    {
        std::vector<ChargeRequest> all{requests.begin(), requests.end()};
        charge_each([&] { return std::exchange(all, {}); }, answered);
    }

    /// Some seconds' worth of calls at most, and enough that the next are there in time.
    std::size_t group_size() const override
    {
        return 8 * static_cast<std::size_t>(calls_.settings().side_by_side);
    }

    void charge_each(const std::function<std::vector<ChargeRequest>()>& more,
                     const std::function<void(std::size_t, const ChargeAnswer&)>& answered) override
    {
        calls_.require_trusted();
        std::deque<ChargeRequest> requests;
        const auto next = [&] {
            std::vector<Call> calls;
            for (auto& request : more()) {
                calls.push_back(
                    {"POST", "/payments", recurring_body(request, book()), request.key, true});
                requests.push_back(std::move(request));
            }
            return calls;
        };
        std::vector<std::pair<std::size_t, ChargeAnswer>> doubtful;
        std::vector<StoredCard> doubted;
        calls_.run(next, [&](std::size_t index, const Result& result) {
            auto answer = judged(requests[index], result);
            if (result.reply.status == not_found || result.reply.status == gone ||
                result.reply.status == refused_words) {
                doubtful.emplace_back(index, std::move(answer));
                doubted.push_back({requests[index].provider_customer, requests[index].mandate});
            } else
                answered(index, answer);
        });
        // A refusal of the words may be one of the stored card: that is for the customer.
        const auto tell = [&](std::size_t doubt, CardStanding standing) {
            const auto& [index, answer] = doubtful[doubt];
            answered(index, standing == CardStanding::lost
                                ? ChargeAnswer{Answer::declined, std::string{invalid_mandate}, {}}
                                : answer);
        };
        if (calls_.is_refused())
            for (std::size_t i = 0; i < doubtful.size(); ++i)
                tell(i, CardStanding::not_told);
        else
            ask_cards(doubted, tell);
        calls_.require_trusted();
    }

    ChargeAnswer look_up(const ChargeRequest& request, Asker) override
    {
        if (const auto named = look_at_named(request))
            return *named;
        if (!is_token(request.provider_customer))
            return {Answer::unknown, "unknown_customer", {}};
        const auto from = request.sent_at ? earlier(*request.sent_at) : Timestamp{};
        std::optional<ChargeAnswer> found;
        bool is_like_ours = false;
        const auto look_at = [&](const Payment& payment) {
            if (payment.attempt == request.key)
                found = answer_to(request, payment);
            // Somebody's payment of this very amount: ours, if its metadata was lost.
            is_like_ours =
                is_like_ours ||
                (payment.attempt.empty() && payment.amount == request.amount &&
                 (payment.customer.empty() || payment.customer == request.provider_customer));
            return !found;
        };
        auto problem =
            each_payment(calls_, fmt::format("/customers/{}/payments", request.provider_customer),
                         from, look_at);
        // Of a customer who was deleted there, payments are listed only with all the others.
        if (problem == status_text(not_found) || problem == status_text(gone))
            problem = each_payment(calls_, "/payments", from, look_at);
        if (found)
            return *found;
        if (!problem.empty())
            return {Answer::unknown, problem, {}};
        if (is_like_ours)
            return {Answer::unknown, "unmarked_payment", {}};
        return {Answer::not_found, {}, {}};
    }

    void each_payment_since(Timestamp since,
                            const std::function<void(const ProviderPayment&)>& payment) override
    {
        std::vector<ProviderPayment> payments;
        const auto problem =
            each_payment(calls_, "/payments", earlier(since), [&](const Payment& one) {
                const bool is_entry = one.attempt.empty();
                if (is_of_our_mode(one) && (!is_entry || !one.registration.empty()))
                    payments.push_back({is_entry ? one.registration : one.attempt, one.book,
                                        one.amount, answer_of(one), one.created_at, one.customer,
                                        is_entry, one.entering_customer, one.checkout_url,
                                        one.pays_for});
                return true;
            });
        require_whole(problem);
        std::for_each(payments.rbegin(), payments.rend(), payment);
    }

    ProviderCustomer who_is(const std::string& provider_customer) override
    {
        if (!is_token(provider_customer))
            return {};
        const auto reply = calls_.get("/customers/" + provider_customer);
        const auto known = reply.answer == Answer::done ? read_customer(reply.body) : std::nullopt;
        return known ? ProviderCustomer{known->name, known->email} : ProviderCustomer{};
    }

    ReversalsTold
    each_reversal_since(ReversalsSince since,
                        const std::function<bool(std::string_view, bool)>& is_known,
                        const std::function<bool(const ProviderReversal&)>& found) override
    {
        using Kind = ProviderReversal::Kind;
        std::vector<std::pair<Kind, Reversal>> reversals;
        ReversalsTold result;
        const auto gather = [&](Kind kind, const Reversal& reversal) {
            if (!is_known(reversal.id, reversal.is_taken_back))
                reversals.emplace_back(kind, reversal);
            return true;
        };
        auto& problem = result.problem;
        problem = each_chargeback(calls_, earlier(since.chargebacks), [&](const Reversal& one) {
            return gather(Kind::chargeback, one);
        });
        const auto of_refunds =
            each_refund(calls_, earlier(since.refunds), [&](const Reversal& one) {
                if (one.status == "refunded")
                    return gather(Kind::refund, one);
                if (one.status != "failed" && one.status != "canceled")
                    result.undecided_since = one.made_at; // newest first: the last is the oldest
                return true;
            });
        if (problem.empty())
            problem = of_refunds;
        // One that cannot be read keeps none of the others back.
        for (const auto& [kind, reversal] : reversals) {
            ProviderReversal told{reversal.id,           kind, {}, {}, {}, reversal.made_at,
                                  reversal.is_taken_back};
            if (const auto unread = name_charge(told, reversal); !unread.empty())
                problem = problem.empty() ? unread : problem;
            else if (!found(told))
                break;
        }
        return result;
    }

private:
    const std::string& book() const { return calls_.settings().book_id; }

    static Timestamp earlier(Timestamp moment)
    {
        return moment.plus_seconds(-clocks_differ_seconds);
    }

    /// Real money in a live book, and none in another.
    bool is_of_our_mode(const Payment& payment) const
    {
        const bool is_live = calls_.settings().key.starts_with("live_");
        return payment.mode.empty() || payment.mode == (is_live ? "live" : "test");
    }

    /// What a payment says about the charge that made it.
    ChargeAnswer answer_to(const ChargeRequest& request, const Payment& payment) const
    {
        if (!is_of_our_mode(payment) || (!payment.book.empty() && payment.book != book()))
            return {Answer::unknown, not_ours, payment.id};
        if (payment.amount != request.amount)
            return {Answer::unknown, std::string{other_amount}, payment.id};
        return answer_of(payment);
    }

    /// By its own number, whichever customer it was made for: a payer who registers again
    /// after a book was put back is another one there. Nothing where that number is none of ours.
    std::optional<ChargeAnswer> look_at_named(const ChargeRequest& request)
    {
        if (!is_token(request.reference))
            return std::nullopt;
        const auto reply = calls_.get("/payments/" + request.reference);
        if (reply.status == not_found || reply.status == gone)
            return std::nullopt;
        if (reply.answer != Answer::done)
            return ChargeAnswer{Answer::unknown, problem_of(reply), {}};
        const auto payment = read_payment(reply.body);
        if (!payment)
            return ChargeAnswer{Answer::unknown, "unreadable_answer", {}};
        if (payment->attempt != request.key)
            return std::nullopt;
        return answer_to(request, *payment);
    }

    ChargeAnswer judged(const ChargeRequest& request, const Result& result) const
    {
        const auto& reply = result.reply;
        const bool may_be_taken = result.may_have_arrived || request.is_repeat;
        switch (reply.answer) {
        case Answer::done: {
            const auto payment = read_payment(reply.body);
            if (!payment || payment->attempt != request.key)
                return {Answer::unknown, "unreadable_answer", {}};
            if (!payment->customer.empty() && payment->customer != request.provider_customer)
                return {Answer::unknown, not_ours, payment->id};
            return answer_to(request, *payment);
        }
        case Answer::not_sent:
            return {may_be_taken ? Answer::unknown : Answer::not_sent,
                    reply.is_unreachable ? std::string{unreachable} : "held_back",
                    {}};
        case Answer::rejected:
            return refusal(reply, may_be_taken);
        default:
            return {Answer::unknown, "no_answer", {}};
        }
    }

    static ChargeAnswer refusal(const HttpReply& reply, bool may_be_taken)
    {
        // The key is honoured: had an earlier call been taken, its answer would have come again.
        const bool is_certain =
            reply.status == not_found || reply.status == gone || reply.status == refused_words;
        const bool is_open = reply.status == conflict || (may_be_taken && !is_certain);
        return {is_open ? Answer::unknown : Answer::rejected,
                status_text(reply.status),
                {},
                field_of_error(reply.body)};
    }

    static CardStanding standing_by(const HttpReply& reply)
    {
        if (reply.status == not_found || reply.status == gone)
            return CardStanding::lost;
        const auto read = reply.answer == Answer::done ? read_mandate(reply.body) : std::nullopt;
        if (!read)
            return CardStanding::not_told;
        return read->may_be_charged ? CardStanding::good : CardStanding::lost;
    }

    /// Of which charge or card entry it is; nothing of a payment that is none of ours. Why that
    /// cannot be told, or empty.
    std::string name_charge(ProviderReversal& told, const Reversal& reversal)
    {
        const auto reply = calls_.get("/payments/" + reversal.payment);
        if (reply.status == not_found || reply.status == gone)
            return {};
        if (reply.answer != Answer::done)
            return problem_of(reply);
        const auto payment = read_payment(reply.body);
        if (!payment)
            return is_foreign_payment(reply.body, book()) ? "" : "unreadable_answer";
        told.key = payment->attempt.empty() ? payment->registration : payment->attempt;
        told.book = payment->book;
        if (!told.key.empty() && !reversal.amount)
            return "unreadable_answer";
        told.amount = reversal.amount.value_or(Money{});
        return {};
    }

    static void require_whole(const std::string& problem)
    {
        if (problem == stopped)
            throw Fault{FaultKind::try_later, "stopped as asked before Mollie had listed all",
                        "run the command again"};
        if (!problem.empty())
            throw Fault{FaultKind::unavailable,
                        fmt::format("Mollie did not list all that it holds: {}", problem),
                        "nothing is lost: run this again later"};
    }

    Calls calls_;
    MollieEntry entry_;
};

} // namespace

std::unique_ptr<CardGateway> make_mollie_cards(MollieSettings settings)
{
    return std::make_unique<MollieCards>(std::move(settings));
}

} // namespace duesday::partner
