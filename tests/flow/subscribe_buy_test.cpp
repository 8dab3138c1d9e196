// A purchase against a card provider that answers as it is told to.

#include "flow/subscribe.hpp"
#include "support/faults.hpp"
#include "support/firm.hpp"
#include "support/scripted_cards.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <vector>

using namespace duesday;
using test::ScriptedCards;

namespace {

const Date day{2026, 6, 1};

runtime::Exit buy(test::Firm& firm, ScriptedCards& cards, const std::vector<std::string>& wishes,
                  Date today = day)
{
    return firm.run("si1@example.org", today, [&](runtime::Context& context) {
        flow::subscribe_buy(context, cards, wishes);
    });
}

std::string text_of(test::Firm& firm, std::string_view sql)
{
    auto rows = firm.database().query(sql);
    return rows.next() ? rows.text(0) : "nothing";
}

} // namespace

TEST_CASE("a purchase that could not be sent stays ordered and is charged once later")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {partner::Answer::not_sent, "", ""};
    CHECK(buy(firm, cards, {"I1:TSF16101", "I2:TSF16101"}) == runtime::Exit::unavailable);
    CHECK(text_of(firm, "SELECT standing FROM subscription") == "ordered");
    CHECK(text_of(firm, "SELECT state FROM charge") == "planned");

    // The same command on a later day: the same key, and it is told rather than refused.
    cards.answer = {partner::Answer::done, "", "p-1"};
    CHECK(buy(firm, cards, {"I2:TSF16101", "I1:TSF16101"}, Date{2026, 7, 2}) ==
          runtime::Exit::done);
    REQUIRE(cards.keys.size() == 2);
    CHECK(cards.keys[0] == cards.keys[1]);
    CHECK(firm.database().integer("SELECT count(*) FROM charge") == 1);
    CHECK(firm.database().integer("SELECT count(*) FROM invoice") == 1);
    // D25: bought on the day of the attempt, invoiced on the day the payment became known.
    CHECK(text_of(firm, "SELECT bought_on FROM subscription") == "2026-06-01");
    CHECK(text_of(firm, "SELECT expires_on FROM subscription") == "2027-06-30");
    CHECK(text_of(firm, "SELECT issued_on FROM invoice") == "2026-07-02");
}

TEST_CASE("a purchase that the provider rejects is void and asks for a person")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {partner::Answer::rejected, "bad_request", ""};
    CHECK(buy(firm, cards, {"I1:TSF16101"}) == runtime::Exit::attention);
    CHECK(text_of(firm, "SELECT standing FROM subscription") == "void");
    CHECK(firm.database().integer("SELECT count(*) FROM outbox") == 0);
    CHECK(firm.database().integer("SELECT count(*) FROM subscription WHERE slot = 0") == 0);
}

TEST_CASE("DESIGN 3: the intention is durable before the call and no Write is open during it")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {partner::Answer::done, "", "p-1"};
    int seen = 0;
    cards.during_the_call = [&] {
        auto other = store::Book::open(firm.file());
        CHECK(other.database().integer("SELECT count(*) FROM charge WHERE state = 'sent'") == 1);
        CHECK(other.database().integer("SELECT count(*) FROM subscription "
                                       "WHERE standing = 'ordered'") == 1);
        store::Write write{other, firm.stamp(day)}; // would be busy
        ++seen;
    };
    CHECK(buy(firm, cards, {"I1:TSF16101"}) == runtime::Exit::done);
    CHECK(seen == 1);
}

TEST_CASE("a card is charged by no other provider than its own")
{
    test::Firm firm;
    ScriptedCards cards;
    firm.change("UPDATE card SET provider = 'mollie' WHERE customer = 1");
    CHECK_THROWS_AS(buy(firm, cards, {"I1:TSF16101"}), Fault);
    CHECK(cards.keys.empty());
    CHECK(firm.database().integer("SELECT count(*) FROM charge") == 0);
}

TEST_CASE("in a live book a login acts for customers only where it is listed")
{
    test::Firm firm{store::Mode::live};
    ScriptedCards cards;
    CHECK(buy(firm, cards, {"I1:TSF16101"}) == runtime::Exit::not_permitted);
    firm.config().may_act_for_customers = {"somebody", "tester"};
    // And never falls back to the sandbox (DESIGN 2).
    CHECK_THROWS_AS(buy(firm, cards, {"I1:TSF16101"}), Fault);
    CHECK(cards.keys.empty());
    CHECK(firm.database().integer("SELECT count(*) FROM subscription") == 0);
}

TEST_CASE("D20: what still has an attempt left is not ended by another purchase")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {partner::Answer::done, "", "p-1"};
    // Declined in May, a new card on the last day, and renew has not run since.
    firm.change(R"(
        INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on,
                                  starts_on, expires_on, renewal, standing, origin, due_on)
        VALUES (1, 'S-1', 1, 'atmos', 1, 2, '2025-05-01', '2025-05-01', '2026-05-31', 1, 'running',
                'platform', '2026-05-31');
        INSERT INTO charge (id, key, kind, payer, card, group_key, attempt, currency, amount, state,
                            reason, provider, business_date, settled_on)
        VALUES (1, 'k', 'renewal', 2, 2, '2026-05', 1, 'EUR', 5000, 'declined', 'card_expired',
                'sandbox', '2026-04-30', '2026-04-30');
        INSERT INTO charge_line (charge, subscription, product, run, starts_on, ends_on, net,
                                 vat_rate, held)
        VALUES (1, 1, 1, 1, '2026-06-01', '2027-05-31', 5000, 0, 0);
        UPDATE card SET is_current = 0 WHERE customer = 2;
        INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4, expires,
                          registered_on, state, is_current)
        VALUES (2, 'sandbox', 'pc2', 'ok', 'visa', '4000', '2031-01', '2026-05-31', 'ready', 1);)");
    CHECK(buy(firm, cards, {"I1:TSF16109"}) == runtime::Exit::bad_input);
    CHECK(text_of(firm, "SELECT standing FROM subscription") == "running");

    // Without that card nothing is left to try.
    firm.change("DELETE FROM card WHERE last4 = '4000'; UPDATE card SET is_current = 1");
    CHECK(buy(firm, cards, {"I1:TSF16109"}) == runtime::Exit::done);
    CHECK(text_of(firm, "SELECT standing FROM subscription ORDER BY id") == "lapsed");
    CHECK(text_of(firm, "SELECT after FROM audit WHERE what = 'lapsed'").find("payment_failed") !=
          std::string::npos);
}
