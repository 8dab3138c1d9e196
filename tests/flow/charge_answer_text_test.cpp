// What a person is told of a charge: each answer in the words of the command that asked for it.

#include "flow/charge_answer_text.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using rules::ChargeState;

TEST_CASE("each answer says what became of the money and what to do next")
{
    constexpr flow::ChargeWish wish{"nothing was leased yet", "nothing was leased", "lease",
                                    "the lease"};
    flow::ChargeCase charge_case;
    charge_case.charge.amount = Money{1210, Currency::of("EUR")};
    charge_case.card.brand = "visa";
    charge_case.card.last4 = "4242";
    struct Row {
        ChargeState state;
        std::string result;
        std::string sentence;
    };
    const std::string checked =
        "the payment of EUR 12.10 is being checked: poll-confirmations asks "
        "for its outcome, do not lease again";
    const Row rows[] = {
        {ChargeState::paid, "paid", "EUR 12.10 paid with visa 4242, invoice 2026-000001"},
        {ChargeState::declined, "declined",
         "EUR 12.10 declined by the card visa 4242 (why): nothing was leased yet"},
        {ChargeState::rejected, "rejected",
         "the card provider rejected the request (why): nothing was leased; this needs an "
         "operator, not another card"},
        {ChargeState::pending, "pending", checked},
        {ChargeState::unknown, "unknown", checked},
        {ChargeState::sent, "sent", checked},
        {ChargeState::planned, "not_sent",
         "the card provider could not be reached, EUR 12.10 was not charged: repeat the command "
         "later; the lease stands and is charged once"},
        {ChargeState::void_, "not_sent",
         "the card provider never saw the request: nothing was leased; try again"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.result);
        const flow::Settlement settlement{row.state, "why", "2026-000001", {}, {}};
        CHECK(flow::result_of(row.state) == row.result);
        CHECK(flow::charge_sentence(charge_case, settlement, wish) == row.sentence);
    }
    charge_case.charge.state = ChargeState::unknown; // a lost payment, in place of a charge
    charge_case.charge.key = "0000000a-b";
    CHECK(flow::charge_sentence(charge_case, {ChargeState::unknown, "", "", {}, {}}, wish) ==
          "EUR 12.10 that was lost with a copy is taken, and the card is not charged: "
          "poll-confirmations asks the provider whether it is paid, do not lease again");
    charge_case.charge.reason = "amount_differs";
    CHECK(flow::charge_sentence(charge_case, {ChargeState::unknown, "amount_differs", "", {}, {}},
                                wish)
              .starts_with("EUR 12.10 that was lost with a copy is taken, and the card is not "
                           "charged; but it is not what its subscriptions cost: look at it at the "
                           "provider, then subscribe settle 0000000a-b"));
    charge_case.charge.state = ChargeState::sent;
    const flow::Settlement refused{ChargeState::rejected, "status_422", {}, {}, {}, "amount"};
    CHECK(flow::charge_sentence(charge_case, refused, wish).find("request (status_422, amount):") !=
          std::string::npos);
}
