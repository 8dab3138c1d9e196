// Who hears that what they ordered failed, whichever program finds it.

#include "flow/renew.hpp"
#include "flow/subscribe.hpp"
#include "support/firm.hpp"
#include "support/scripted_cards.hpp"
#include "support/silence.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace duesday;
using test::ScriptedCards;

namespace {

const Date day{2026, 6, 1};

/// An ended subscription of C3 that can be bought again.
constexpr const char* ended = R"sql(
    INSERT INTO subscription (number, installation, service, product, purchaser, bought_on,
                              starts_on, expires_on, imported_until, renewal, standing, slot,
                              origin)
    SELECT 'S-100', i.id, p.service, p.id, 1, '2025-05-01', '2025-05-01', '2026-05-31',
           '2026-05-31', 0, 'lapsed', 100, 'import'
    FROM installation i, product p WHERE i.installation = 'I1' AND p.reference = 'TSF16101';
)sql";

using Command = std::function<void(runtime::Context&, ScriptedCards&)>;

void buy(runtime::Context& context, ScriptedCards& cards)
{
    flow::subscribe_buy(context, cards, {"I2:TSF16101"});
}

void activate(runtime::Context& context, ScriptedCards& cards)
{
    flow::subscribe_activate(context, cards, {"S-100"});
}

void enter_card(runtime::Context& context, ScriptedCards& cards)
{
    flow::CardOptions options;
    options.customer = "C1";
    options.last4 = "0007";
    flow::subscribe_card(context, cards, options);
}

void run_renew(runtime::Context& context, ScriptedCards& cards)
{
    flow::renew(context, cards, {});
}

/// Letters that say so, after `order` could not be sent and `then` brings the refusal.
std::int64_t letters_after(const Command& order, const Command& then)
{
    const test::Silence silence;
    test::Firm firm;
    firm.change(ended);
    ScriptedCards cards;
    const auto run = [&](const Command& command) {
        firm.run("si1@example.org", day,
                 [&](runtime::Context& context) { command(context, cards); });
    };
    cards.answer = {partner::Answer::not_sent, "", ""};
    run(order);
    REQUIRE(firm.database().integer("SELECT count(*) FROM charge WHERE state = 'planned'") == 1);
    cards.answer = {partner::Answer::declined, "insufficient_funds", "p-1"};
    run(then);
    REQUIRE(firm.database().integer("SELECT count(*) FROM charge WHERE state = 'declined'") >= 1);
    return firm.database().integer("SELECT count(*) FROM outbox WHERE letter = 'payment-failed'");
}

} // namespace

TEST_CASE("D25 M3 SUB-049: an order that another program finds failed is told by letter")
{
    struct Row {
        const char* what;
        Command order, then;
        int letters;
    };
    const Row rows[] = {
        {"purchase found by renew", buy, run_renew, 1},
        {"purchase found by a card's registration", buy, enter_card, 1},
        {"purchase given again", buy, buy, 0},
        {"activation found by renew", activate, run_renew, 1},
        {"activation found by a purchase", activate, buy, 1},
        {"activation given again", activate, activate, 0},
        {"card test found by renew", enter_card, run_renew, 1},
        {"card test found by a purchase", enter_card, buy, 1},
        {"card test given again", enter_card, enter_card, 0},
    };
    for (const auto& [what, order, then, letters] : rows) {
        CAPTURE(what);
        CHECK(letters_after(order, then) == letters);
    }
}
