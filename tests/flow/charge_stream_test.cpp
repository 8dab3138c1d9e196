// renew with a provider that has several calls in flight: the next charges are prepared meanwhile.

#include "base/fault.hpp"
#include "flow/charge_stream.hpp"
#include "flow/crowded_firm.hpp"
#include "support/faults.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

using namespace duesday;
using partner::Answer;

namespace {

/// A provider across the sea: an answer comes when there is room for no other call, or none to
/// make.
class DistantCards final : public partner::CardGateway {
public:
    static constexpr std::size_t side_by_side = 8;

    std::function<Answer(std::size_t)> answer_to = [](std::size_t) { return Answer::done; };
    std::function<void(const partner::ChargeRequest&)> begun;
    std::vector<std::string> keys; ///< of all charges, in the order in which they began
    std::size_t idle = 0;          ///< how often an answer left nothing in flight
    std::vector<std::size_t> in_flight_at_question;

    std::string_view provider() const override { return "sandbox"; }
    int repeat_seconds() const override { return 3600; }
    std::size_t group_size() const override { return 4 * side_by_side; }

    void
    charge_each(const std::function<std::vector<partner::ChargeRequest>()>& more,
                const std::function<void(std::size_t, const partner::ChargeAnswer&)>& told) override
    {
        std::deque<std::pair<std::size_t, partner::ChargeRequest>> waiting;
        std::deque<std::size_t> in_flight;
        std::size_t next = 0;
        for (;;) {
            if (waiting.empty())
                for (auto& request : more())
                    waiting.emplace_back(next++, std::move(request));
            if (!waiting.empty() && in_flight.size() < side_by_side) {
                auto [index, request] = std::move(waiting.front());
                waiting.pop_front();
                keys.push_back(request.key);
                if (begun)
                    begun(request);
                in_flight.push_back(index);
                in_flight_ = in_flight.size();
                continue;
            }
            if (in_flight.empty())
                break;
            const auto answered = in_flight.front();
            in_flight.pop_front();
            in_flight_ = in_flight.size();
            idle += in_flight.empty() ? 1 : 0;
            told(answered, {answer_to(keys.size()), "card_declined", "reference"});
        }
    }
    void charge(std::span<const partner::ChargeRequest> requests,
                const std::function<void(std::size_t, const partner::ChargeAnswer&)>& told) override
    {
        std::vector<partner::ChargeRequest> all{requests.begin(), requests.end()};
        charge_each([&] { return std::exchange(all, {}); }, told);
    }
    void ask_cards(std::span<const partner::StoredCard> cards,
                   const std::function<void(std::size_t, partner::CardStanding)>& told) override
    {
        in_flight_at_question.push_back(in_flight_);
        for (std::size_t i = 0; i < cards.size(); ++i)
            told(i, partner::CardStanding::good);
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest&, partner::Asker) override
    {
        return {};
    }
    void each_payment_since(Timestamp,
                            const std::function<void(const partner::ProviderPayment&)>&) override
    {
    }

private:
    std::size_t in_flight_ = 0;
};

constexpr std::size_t payers = test::CrowdedFirm::payers;

} // namespace

TEST_CASE("DESIGN 3: each intention is durable before its charge begins and nobody waits idly")
{
    test::CrowdedFirm firm;
    DistantCards cards;
    std::size_t durable = 0;
    cards.begun = [&](const partner::ChargeRequest& request) {
        durable += firm.count("charge WHERE state = 'sent' AND key = '" + request.key + "'") == 1;
    };
    CHECK(firm.renew(cards) == runtime::Exit::done);
    CHECK(cards.keys.size() == payers);
    CHECK(durable == payers);
    // Twice for the brake's sample, whose groups are answered one by one, and once at the end.
    CHECK(cards.idle == 3);
    CHECK(firm.count("charge WHERE state = 'paid'") == payers);
    std::sort(cards.keys.begin(), cards.keys.end());
    CHECK(std::unique(cards.keys.begin(), cards.keys.end()) == cards.keys.end());
}

TEST_CASE("DESIGN 3: the brake counts what is in flight as declined until it is answered")
{
    struct Row {
        const char* what;
        std::size_t good; ///< the first so many, then all are declined
        std::size_t begun;
    };
    for (const auto& row : {
             Row{"the sample", 0, 50},
             Row{"one was good", 1, 51},
             Row{"a run that turns bad", 60, 121},
         }) {
        CAPTURE(row.what);
        test::CrowdedFirm firm;
        DistantCards cards;
        std::size_t answered = 0;
        cards.answer_to = [&](std::size_t) {
            return answered++ < row.good ? Answer::done : Answer::declined;
        };
        CHECK(firm.renew(cards) == runtime::Exit::attention);
        CHECK(cards.keys.size() <= row.begun);
        CHECK(cards.keys.size() >= row.begun - 1);
        CHECK(firm.count("charge WHERE state = 'sent'") == 0);
    }
}

TEST_CASE("cards that nobody was asked about yet wait until nothing is in flight")
{
    test::CrowdedFirm firm;
    DistantCards cards;
    firm.change("UPDATE card SET is_confirmed = 0 WHERE customer IN (12, 150, 300)");
    CHECK(firm.renew(cards) == runtime::Exit::done);
    CHECK(cards.in_flight_at_question == std::vector<std::size_t>{0, 0, 0});
    CHECK(cards.keys.size() == payers);
    CHECK(firm.count("charge WHERE state = 'paid'") == payers);
    CHECK(firm.count("card WHERE is_confirmed = 0") == 0);
}

TEST_CASE("what breaks the next charges leaves none in flight without its answer")
{
    test::CrowdedFirm firm;
    DistantCards cards;
    cards.begun = [&](const partner::ChargeRequest&) {
        if (cards.keys.size() == 60)
            firm.change_from_outside("DROP TABLE dunning_letter_line");
    };
    CHECK_FAULT(FaultKind::bad_input, firm.renew(cards));
    CHECK(cards.keys.size() >= 60);
    CHECK(cards.keys.size() < payers);
    CHECK(firm.count("charge WHERE state = 'paid'") ==
          static_cast<std::int64_t>(cards.keys.size()));
    CHECK(firm.count("charge WHERE state <> 'paid'") == 0);
}
