// renew against a card provider that cannot be reached, or breaks in the middle.

#include "base/fault.hpp"
#include "flow/renew.hpp"
#include "partner/card_gateway.hpp"
#include "support/faults.hpp"
#include "support/firm.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace duesday;
using partner::Answer;

namespace {

/// Gives its answers one after the other, then fails.
class ScriptedCards final : public partner::CardGateway {
public:
    std::vector<Answer> answers;
    std::vector<std::string> keys;
    int looked_up = 0;

    std::string_view provider() const override { return "sandbox"; }
    int repeat_seconds() const override { return 3600; }
    void
    charge(std::span<const partner::ChargeRequest> requests,
           const std::function<void(std::size_t, const partner::ChargeAnswer&)>& answered) override
    {
        for (std::size_t i = 0; i < requests.size(); ++i) {
            if (keys.size() == answers.size())
                throw Fault{FaultKind::unavailable, "the provider is gone"};
            answered(i, {answers[keys.size()], "", "reference"});
            keys.push_back(requests[i].key);
        }
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest&, partner::Asker) override
    {
        ++looked_up;
        return {Answer::unknown, "", ""};
    }
    void each_payment_since(Timestamp,
                            const std::function<void(const partner::ProviderPayment&)>&) override
    {
    }
};

const Date charge_day{2026, 2, 28};

/// A firm with a renewal of C1 and one of C2 to be charged.
struct RenewingFirm : test::Firm {
    RenewingFirm()
    {
        change("INSERT INTO subscription (number, installation, service, product, purchaser,"
               " bought_on, starts_on, expires_on, imported_until, renewal, standing, origin,"
               " due_on) SELECT 'S-' || id, id, 'atmos', 1, id, '2025-03-05', '2025-03-05',"
               " '2026-03-31', '2026-03-31', 1, 'running', 'import', '2026-01-31'"
               " FROM customer WHERE id < 3");
    }

    runtime::Exit renew(ScriptedCards& cards, Date today = charge_day)
    {
        cards.keys.clear();
        return run("tester", today,
                   [&](runtime::Context& context) { flow::renew(context, cards, {}); });
    }

    std::vector<std::string> keys()
    {
        std::vector<std::string> all;
        auto rows = database().query("SELECT key FROM charge ORDER BY id");
        while (rows.next())
            all.push_back(rows.text(0));
        return all;
    }

    std::string states()
    {
        std::string all;
        auto rows = database().query("SELECT state FROM charge ORDER BY id");
        while (rows.next())
            all += rows.text(0) + " ";
        return all;
    }
};

} // namespace

TEST_CASE("DESIGN 3: nothing got through is 69 and the same keys go out later")
{
    RenewingFirm firm;
    ScriptedCards cards;
    cards.answers = {Answer::not_sent, Answer::not_sent};
    CHECK(firm.renew(cards) == runtime::Exit::unavailable);
    CHECK(firm.states() == "planned planned ");

    const auto first_keys = cards.keys;
    cards.answers = {Answer::done, Answer::not_sent};
    CHECK(firm.renew(cards, charge_day.plus_days(1)) == runtime::Exit::attention);
    CHECK(firm.states() == "paid planned ");
    CHECK(cards.keys == first_keys);
    CHECK(firm.database().integer("SELECT count(*) FROM outbox WHERE letter = 'payment-failed'") ==
          0);
}

TEST_CASE("SUB-131: what is free stands with its intention whatever becomes of the provider")
{
    RenewingFirm firm;
    firm.change("UPDATE product SET price = 0 WHERE id < 3;" // of S-1 and S-2
                "INSERT INTO subscription (number, installation, service, product, purchaser,"
                " bought_on, starts_on, expires_on, imported_until, renewal, standing, origin,"
                " due_on) SELECT 'S-9', 1, service, id, 1, '2025-03-05', '2025-03-05',"
                " '2026-03-31', '2026-03-31', 1, 'running', 'import', '2026-01-31'"
                " FROM product WHERE id = 3");
    ScriptedCards cards; // gone at the first call
    CHECK_THROWS_AS(firm.renew(cards), Fault);
    CHECK(firm.states() == "sent paid paid ");

    // Nor does it count as something that got through.
    firm.change("UPDATE charge SET state = 'planned', sent_at = NULL WHERE amount > 0;"
                "UPDATE charge_line SET held = 0 WHERE net = 0;"
                "UPDATE subscription SET expires_on = '2026-03-31', due_on = '2026-02-28'"
                " WHERE number = 'S-2'");
    cards.answers = {Answer::not_sent};
    CHECK(firm.renew(cards) == runtime::Exit::unavailable);
    CHECK(firm.states() == "planned paid paid paid ");
}

TEST_CASE("D18: an intention that could not be sent keeps its service past the last day")
{
    RenewingFirm firm;
    ScriptedCards cards;
    cards.answers = {Answer::not_sent, Answer::not_sent};
    firm.renew(cards);
    firm.renew(cards, Date{2026, 4, 2});
    CHECK(firm.database().integer("SELECT count(*) FROM subscription WHERE standing = 'running'") ==
          2);
    cards.answers = {Answer::done, Answer::done};
    firm.renew(cards, Date{2026, 4, 3});
    CHECK(firm.states() == "paid paid ");
    CHECK(firm.database().integer(
              "SELECT count(*) FROM subscription WHERE expires_on = '2027-03-31'") == 2);
}

TEST_CASE("what was answered before a provider broke is recorded and the rest is asked for again")
{
    RenewingFirm firm;
    ScriptedCards cards;
    cards.answers = {Answer::done};
    CHECK_THROWS_AS(firm.renew(cards), Fault);
    CHECK(firm.states() == "paid sent ");

    // Inside the window it is repeated under the same key.
    const auto keys = firm.keys();
    CHECK(firm.renew(cards) == runtime::Exit::done);
    CHECK(firm.states() == "paid paid ");
    CHECK(cards.keys == std::vector{keys[1]});
    CHECK(cards.looked_up == 0);
}

TEST_CASE("D19: after the window a charge is only looked up and unknown stays for another program")
{
    RenewingFirm firm;
    ScriptedCards cards;
    CHECK_THROWS_AS(firm.renew(cards), Fault);
    firm.change("UPDATE charge SET sent_at = '2020-01-01T00:00:00.000Z'");
    CHECK(firm.renew(cards) == runtime::Exit::attention);
    CHECK(firm.states() == "unknown unknown ");
    CHECK(cards.looked_up == 2);
    CHECK(cards.keys.empty());
    firm.renew(cards, charge_day.plus_days(1));
    CHECK(cards.looked_up == 2);
}

TEST_CASE("D19: a repetition that does not leave says nothing about what a dead run sent")
{
    RenewingFirm firm;
    ScriptedCards cards;
    CHECK_FAULT(FaultKind::unavailable, firm.renew(cards)); // both were sent, and nothing came back
    const auto states = [&] {
        return firm.database().integer("SELECT count(*) FROM charge WHERE state = 'unknown'"
                                       " AND sent_at IS NOT NULL");
    };
    CHECK(states() == 0);
    // Were it counted as not sent, the same key would go out again after the provider's window.
    cards.answers = {Answer::not_sent, Answer::not_sent};
    firm.renew(cards);
    CHECK(cards.keys.size() == 2);
    CHECK(states() == 2);
    firm.renew(cards);
    CHECK(cards.keys.empty());
}
