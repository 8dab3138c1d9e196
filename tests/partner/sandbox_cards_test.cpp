// CLI.md "Sandbox": a charge's answer depends only on the mandate at its first call, the key and
// the attempt; a look-up's on that row, on who asks and on how often poll-confirmations has asked.

#include "partner/card_gateway.hpp"
#include "support/database.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace duesday;
using partner::Answer;
using partner::Asker;

namespace {

const Currency eur = Currency::of("EUR");

/// A sandbox of its own, with a clock that the test sets.
class Sandbox {
public:
    partner::CardGateway& gateway() { return *gateway_; }

    std::string charge(const partner::ChargeRequest& request)
    {
        std::string word;
        int answers = 0;
        gateway_->charge({&request, 1}, [&](std::size_t, const partner::ChargeAnswer& answer) {
            word = word_of(answer);
            ++answers;
        });
        CHECK(answers == 1);
        return word;
    }
    std::string look_up(const partner::ChargeRequest& request, Asker asker)
    {
        return word_of(gateway_->look_up(request, asker));
    }
    std::vector<std::string> ledger(const std::string& columns = "*") const
    {
        return test::select(test::open_database(folder_ / "sandbox.db"),
                            "SELECT " + columns + " FROM charge ORDER BY key");
    }
    std::vector<std::string> payments_since(const char* since)
    {
        std::vector<std::string> seen;
        gateway_->each_payment_since(*Timestamp::parse(since), [&](const auto& payment) {
            seen.push_back(payment.key + " " + payment.book + " " + payment.amount.text() + " " +
                           word_of(payment.answer));
        });
        return seen;
    }

    Timestamp real = *Timestamp::parse("2026-11-30T10:00:00.000Z");

private:
    static std::string word_of(const partner::ChargeAnswer& answer)
    {
        const std::string name = partner::name_of(answer.answer);
        return answer.reason.empty() ? name : name + ":" + answer.reason;
    }

    test::TempFolder folder_;
    std::unique_ptr<partner::CardGateway> gateway_ = partner::make_sandbox_cards(
        (folder_ / "book.db").string(), "book-1", [this] { return real; });
};

partner::ChargeRequest request_of(const std::string& mandate, std::int64_t cents = 1000,
                                  int attempt = 1, const std::string& key = "k1")
{
    return {key, "customer", mandate, Money{cents, eur}, attempt, "description"};
}

} // namespace

TEST_CASE("each mandate of the sandbox answers as CLI.md says")
{
    struct Row {
        const char* mandate;
        std::int64_t cents;
        int attempt;
        const char* first;    // and its repetition, and the look-up of renew and subscribe
        const char* polls[3]; // the look-ups of poll-confirmations, one after the other
    };
    const char* const poor = "declined:insufficient_funds";
    const char* const no = "declined:card_declined";
    const Row rows[] = {
        {"ok", 1000, 1, "done", {"done", "done", "done"}},
        {"ok", 1, 1, "done", {"done", "done", "done"}},
        {"declined:card_expired",
         1000,
         1,
         "declined:card_expired",
         {"declined:card_expired", "declined:card_expired", "declined:card_expired"}},
        // The 0.01 test passes where larger charges fail; 0.02 is larger.
        {"declined:card_expired", 1, 1, "done", {"done", "done", "done"}},
        {"declined:card_declined", 2, 7, no, {no, no, no}},
        {"unknown", 1000, 1, "unknown", {"done", "done", "done"}},
        {"unknown", 1, 1, "unknown", {"done", "done", "done"}},
        {"unknown-failed", 1000, 1, "unknown", {no, no, no}},
        {"unknown-failed", 1, 1, "unknown", {no, no, no}},
        {"pending", 1000, 1, "pending", {"pending", "done", "done"}},
        {"ok-after:2", 1000, 1, poor, {poor, poor, poor}},
        {"ok-after:2", 1000, 2, poor, {poor, poor, poor}},
        {"ok-after:2", 1000, 3, "done", {"done", "done", "done"}},
        {"ok-after:2", 1, 1, "done", {"done", "done", "done"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.mandate);
        CAPTURE(row.cents);
        CAPTURE(row.attempt);
        Sandbox sandbox;
        const auto request = request_of(row.mandate, row.cents, row.attempt);
        CHECK(sandbox.charge(request) == row.first);
        CHECK(sandbox.charge(request) == row.first);
        CHECK(sandbox.look_up(request, Asker::charging_program) == row.first);
        CHECK(sandbox.look_up(request, Asker::charging_program) == row.first);
        for (const auto* answer : row.polls)
            CHECK(sandbox.look_up(request, Asker::poll_confirmations) == answer);
        // Who is answered for good stays answered by the first word when the charge is repeated.
        CHECK(sandbox.charge(request) == row.first);
        CHECK(sandbox.look_up(request, Asker::charging_program) == row.first);
        CHECK(sandbox.ledger("key, book, amount, currency, mandate, attempt").size() == 1);
    }
}

TEST_CASE("the ledger keeps one row a key with both answers")
{
    Sandbox sandbox;
    const auto lost = request_of("unknown-failed", 1210, 1, "a");
    const auto slow = request_of("pending", 500, 2, "b");
    const auto paid = request_of("ok", 700, 1, "c");
    const std::vector<partner::ChargeRequest> batch{lost, slow, paid};
    std::vector<std::size_t> order;
    sandbox.gateway().charge(batch, [&](std::size_t index, const partner::ChargeAnswer& answer) {
        order.push_back(index);
        CHECK_FALSE(answer.reference.empty());
    });
    CHECK(order.size() == 3);
    sandbox.look_up(lost, Asker::poll_confirmations);
    sandbox.look_up(slow, Asker::poll_confirmations);
    sandbox.look_up(slow, Asker::charging_program);
    sandbox.look_up(paid, Asker::poll_confirmations);
    sandbox.charge(paid);
    const auto at = "|2026-11-30T10:00:00.000Z";
    CHECK(
        sandbox.ledger() ==
        std::vector<std::string>{
            std::string{"a|book-1|1210|EUR|unknown-failed|1|unknown|declined:card_declined|1"} + at,
            std::string{"b|book-1|500|EUR|pending|2|pending|paid|1"} + at,
            std::string{"c|book-1|700|EUR|ok|1|paid|paid|0"} + at});
}

TEST_CASE("a key that comes again with another body is rejected and one that never came not found")
{
    Sandbox sandbox;
    sandbox.charge(request_of("ok"));
    CHECK(sandbox.charge(request_of("ok", 1001)) == "rejected:idempotency_key_reused");
    auto dollars = request_of("ok");
    dollars.amount = Money{1000, Currency::of("USD")};
    CHECK(sandbox.charge(dollars) == "rejected:idempotency_key_reused");
    CHECK(sandbox.look_up(request_of("ok"), Asker::charging_program) == "done");
    CHECK(sandbox.ledger("amount, currency") == std::vector<std::string>{"1000|EUR"});

    const auto never = request_of("ok", 1000, 1, "k2");
    CHECK(sandbox.look_up(never, Asker::charging_program) == "not_found");
    CHECK(sandbox.look_up(never, Asker::poll_confirmations) == "not_found");
    CHECK(sandbox.charge(request_of("nonsense", 1000, 1, "k3")) == "rejected:unknown_mandate");
    CHECK(sandbox.ledger("key") == std::vector<std::string>{"k1"});
}

TEST_CASE("the mandate and the attempt of the first call decide")
{
    Sandbox sandbox;
    CHECK(sandbox.charge(request_of("declined:card_declined")) == "declined:card_declined");
    CHECK(sandbox.charge(request_of("ok")) == "declined:card_declined");
    CHECK(sandbox.charge(request_of("ok-after:1", 1000, 1, "k2")) == "declined:insufficient_funds");
    CHECK(sandbox.charge(request_of("ok-after:1", 1000, 2, "k2")) == "declined:insufficient_funds");
}

TEST_CASE("payments since a moment are listed oldest first with what is known by then")
{
    Sandbox sandbox;
    sandbox.charge(request_of("ok", 100, 1, "early"));
    sandbox.real = *Timestamp::parse("2026-11-30T11:00:00.000Z");
    sandbox.charge(request_of("unknown", 200, 1, "lost"));
    sandbox.real = *Timestamp::parse("2026-11-30T12:00:00.000Z");
    sandbox.charge(request_of("declined:card_declined", 300, 1, "failed"));
    CHECK(sandbox.payments_since("2026-11-30T11:00:00.000Z") ==
          std::vector<std::string>{"lost book-1 2.00 unknown",
                                   "failed book-1 3.00 declined:card_declined"});
    sandbox.look_up(request_of("unknown", 200, 1, "lost"), Asker::poll_confirmations);
    CHECK(sandbox.payments_since("2026-11-30T00:00:00.000Z") ==
          std::vector<std::string>{"early book-1 1.00 done", "lost book-1 2.00 done",
                                   "failed book-1 3.00 declined:card_declined"});
}
