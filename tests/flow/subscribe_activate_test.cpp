// A take-over and a card test against a card provider that answers as it is told to.

#include "flow/subscribe.hpp"
#include "support/firm.hpp"
#include "support/scripted_cards.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using partner::Answer;
using test::ScriptedCards;

namespace {

const Date in_december{2026, 12, 5}; ///< between the charge day and the last day

/// S-1 of C1 on I1, its renewal off, runs to the end of 2026.
void let_go(test::Firm& firm)
{
    firm.change(R"(
        INSERT INTO subscription (id, number, installation, service, product, purchaser, bought_on,
                                  starts_on, expires_on, imported_until, renewal, standing, origin,
                                  due_on)
        VALUES (1, 'S-1', 1, 'atmos', 1, 1, '2025-12-05', '2025-12-05', '2026-12-31', '2026-12-31',
                0, 'running', 'import', '2027-01-01'))");
}

runtime::Exit activate(test::Firm& firm, ScriptedCards& cards, Date today = in_december)
{
    return firm.run("si2@example.org", today, [&](runtime::Context& context) {
        flow::subscribe_activate(context, cards, {"S-1"});
    });
}

runtime::Exit deactivate(test::Firm& firm, Date today = in_december)
{
    return firm.run("si2@example.org", today, [&](runtime::Context& context) {
        flow::subscribe_deactivate(context, {"S-1"});
    });
}

runtime::Exit card(test::Firm& firm, ScriptedCards& cards)
{
    return firm.run("tester", in_december, [&](runtime::Context& context) {
        flow::CardOptions options;
        options.customer = "C1";
        options.last4 = "0001";
        flow::subscribe_card(context, cards, options);
    });
}

std::string text_of(test::Firm& firm, std::string_view sql)
{
    std::string text;
    auto rows = firm.database().query(sql);
    while (rows.next())
        text += (text.empty() ? "" : " ") + rows.text(0);
    return text;
}

/// Payer, renewal and last day.
std::string standing(test::Firm& firm)
{
    return text_of(firm, R"(SELECT purchaser || '/' || renewal || '/' || expires_on || '/' || due_on
                            FROM subscription)");
}

std::string charges(test::Firm& firm)
{
    return text_of(firm, "SELECT state || ':' || attempt FROM charge ORDER BY id");
}

} // namespace

TEST_CASE("M3: a take-over that could not be sent is charged once by the same command later")
{
    test::Firm firm;
    let_go(firm);
    ScriptedCards cards;
    cards.answer = {Answer::not_sent, "", ""};
    CHECK(activate(firm, cards) == runtime::Exit::unavailable);
    CHECK(charges(firm) == "planned:1");
    CHECK(text_of(firm, "SELECT purchaser || '/' || renewal FROM subscription") == "1/0");

    cards.answer = {Answer::done, "", "p-1"};
    CHECK(activate(firm, cards, Date{2026, 12, 20}) == runtime::Exit::done);
    REQUIRE(cards.keys.size() == 2);
    CHECK(cards.keys[0] == cards.keys[1]);
    CHECK(charges(firm) == "paid:1");
    CHECK(standing(firm) == "2/1/2027-12-31/2027-10-31");
}

TEST_CASE("M3 D24: what could not be sent before the last day is given up after it")
{
    test::Firm firm;
    let_go(firm);
    ScriptedCards cards;
    cards.answer = {Answer::not_sent, "", ""};
    activate(firm, cards);
    cards.answer = {Answer::done, "", "p-1"};
    // Bought again instead: the old intention is void, and only the new one is sent.
    CHECK(activate(firm, cards, Date{2027, 1, 2}) == runtime::Exit::done);
    CHECK(charges(firm) == "void:1 paid:1");
    CHECK(cards.keys.size() == 2);
    CHECK(text_of(firm, "SELECT run || '/' || starts_on || '/' || purchaser FROM subscription") ==
          "2/2027-01-02/2");
}

TEST_CASE("SUB-028: a take-over that was switched off before it was sent is given up")
{
    test::Firm firm;
    let_go(firm);
    ScriptedCards cards;
    cards.answer = {Answer::not_sent, "", ""};
    activate(firm, cards);
    CHECK(deactivate(firm) == runtime::Exit::done);
    cards.answer = {Answer::done, "", "p-1"};
    firm.run("si1@example.org", in_december, [&](runtime::Context& context) {
        flow::subscribe_buy(context, cards, {"I2:TSF16101"});
    });
    CHECK(charges(firm) == "void:1 paid:1");
    CHECK(text_of(firm, "SELECT standing || '/' || renewal || '/' || purchaser FROM subscription "
                        "WHERE id = 1") == "running/0/1");
}

TEST_CASE("SUB-028: switched off while the take-over is charged the paid period is the last")
{
    test::Firm firm;
    let_go(firm);
    ScriptedCards cards;
    cards.answer = {Answer::done, "", "p-1"};
    cards.during_the_call = [&] { CHECK(deactivate(firm) == runtime::Exit::done); };
    activate(firm, cards);
    CHECK(standing(firm) == "2/0/2027-12-31/2028-01-01");
}

TEST_CASE("M3: our own fault is no refusal of the card and changes nothing")
{
    for (const Date day : {in_december, Date{2026, 12, 31}, Date{2027, 1, 10}}) {
        CAPTURE(day);
        test::Firm firm;
        let_go(firm);
        ScriptedCards cards;
        cards.answer = {Answer::rejected, "bad_request", ""};
        CHECK(activate(firm, cards, day) == runtime::Exit::attention);
        CHECK(charges(firm) == "rejected:1");
        CHECK(text_of(firm, "SELECT purchaser || '/' || renewal || '/' || expires_on "
                            "FROM subscription") == "1/0/2026-12-31");
        CHECK(text_of(firm, "SELECT letter FROM outbox WHERE letter LIKE 'pay%'").empty());
        CHECK(text_of(firm, "SELECT count(*) FROM invoice") == "0");
    }
}

TEST_CASE("D19: a take-over whose call was lost with its run is settled by the next command")
{
    struct Row {
        Answer looked_up;
        const char* charges;
        const char* standing;
    };
    const Row rows[] = {
        {Answer::done, "paid:1", "2/1/2027-12-31/2027-10-31"},
        {Answer::declined, "declined:1", "2/1/2026-12-31/2026-12-17"},
        {Answer::unknown, "unknown:1", "1/0/2026-12-31/2026-11-30"},
        // Never seen by the provider: the repeated command makes the next attempt.
        {Answer::not_found, "void:1 paid:2", "2/1/2027-12-31/2027-10-31"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.charges);
        test::Firm firm;
        let_go(firm);
        ScriptedCards cards;
        cards.answer = {Answer::not_sent, "", ""};
        activate(firm, cards);
        firm.change("UPDATE charge SET state = 'sent', sent_at = '2026-12-05T00:00:00.000Z'");
        cards.answer = {row.looked_up, "insufficient_funds", ""};
        cards.keys.clear();
        if (row.looked_up == Answer::not_found)
            cards.during_the_call = [&] { cards.answer = {Answer::done, "", "p-1"}; };
        activate(firm, cards);
        CHECK(charges(firm) == row.charges);
        CHECK(standing(firm) == row.standing);
    }
}

TEST_CASE("SUB-049: a test that could not be sent or was our fault leaves the card to be tested")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {Answer::not_sent, "", ""};
    CHECK(card(firm, cards) == runtime::Exit::unavailable);
    CHECK(charges(firm) == "planned:1");
    cards.answer = {Answer::rejected, "bad_request", ""};
    CHECK(card(firm, cards) == runtime::Exit::attention); // settled, and tried once more
    CHECK(charges(firm) == "rejected:1 rejected:2");
    CHECK(text_of(firm, "SELECT last4 || state || is_current FROM card WHERE customer = 1 "
                        "ORDER BY id") == "4242ready1 0001testing0");
    cards.answer = {Answer::done, "", "p-1"};
    CHECK(card(firm, cards) == runtime::Exit::done);
    CHECK(charges(firm) == "rejected:1 rejected:2 paid:3");
    CHECK(text_of(firm, "SELECT last4 || state || is_current FROM card WHERE customer = 1 "
                        "ORDER BY id") == "4242ready0 0001ready1");
    CHECK(card(firm, cards) == runtime::Exit::done);
    CHECK(cards.keys.size() == 4);
    CHECK(text_of(firm, "SELECT count(*) FROM outbox") == "1");
}

TEST_CASE("SUB-049: a card whose test is declined is refused and the one that works stays")
{
    test::Firm firm;
    ScriptedCards cards;
    cards.answer = {Answer::declined, "card_declined", ""};
    CHECK(card(firm, cards) == runtime::Exit::attention);
    CHECK(text_of(firm, "SELECT last4 || state || is_current FROM card WHERE customer = 1 "
                        "ORDER BY id") == "4242ready1 0001refused0");
    CHECK(card(firm, cards) == runtime::Exit::bad_input);
    CHECK(charges(firm) == "declined:1");
    CHECK(text_of(firm, "SELECT count(*) FROM outbox") == "0");
}

TEST_CASE("a live book charges and tests no card of the sandbox")
{
    test::Firm firm{store::Mode::live};
    firm.config().may_act_for_customers = {"tester"};
    ScriptedCards cards;
    CHECK_THROWS_AS(card(firm, cards), Fault);
    CHECK(cards.keys.empty());
}
