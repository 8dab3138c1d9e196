// renew with more payers than one turn takes: the later ones are planned on a second connection
// while the earlier ones are charged.

#include "flow/book_checks.hpp"
#include "flow/catalogue.hpp"
#include "flow/crowded_firm.hpp"
#include "flow/plans_ahead.hpp"
#include "support/scripted_cards.hpp"
#include "support/silence.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace duesday;

namespace {

constexpr auto payers = test::CrowdedFirm::payers;
constexpr auto first_payer = test::CrowdedFirm::first_payer;

struct CrowdedFirm : test::CrowdedFirm {
    test::ScriptedCards cards;

    CrowdedFirm() { cards.answer.answer = partner::Answer::done; }
    runtime::Exit renew() { return test::CrowdedFirm::renew(cards); }
};

/// What happens while the charges of the first turn are in flight.
template <class Action>
void once_at_call(test::ScriptedCards& cards, std::size_t call, const Action& action)
{
    cards.during_the_call = [&cards, call, action] {
        if (cards.keys.size() == call)
            action();
    };
}

} // namespace

TEST_CASE("plans made ahead are those that the run itself would make")
{
    CrowdedFirm firm;
    std::vector<std::int64_t> wanted(payers);
    std::iota(wanted.begin(), wanted.end(), first_payer);
    firm.run("tester", CrowdedFirm::charge_day, [&](runtime::Context& context) {
        flow::PlansAhead ahead{context, firm.cards, {}};
        CHECK(ahead.left() == 0);
        ahead.begin({wanted.data(), 100}); // not worth a connection
        CHECK(ahead.left() == 0);

        ahead.begin(wanted);
        CHECK(ahead.left() == payers);
        CHECK_FALSE(ahead.take(first_payer + 1)); // not his turn
        const flow::Catalogue catalogue{firm.database()};
        const flow::RenewalPlanning planning{context, catalogue, firm.cards, {}};
        for (const auto payer : wanted) {
            const auto plan = ahead.take(payer);
            REQUIRE(plan);
            const auto own = planning.plan(payer);
            REQUIRE(plan->charges.size() == 1);
            CHECK(plan->charges[0].charge.amount == own.charges[0].charge.amount);
            CHECK(plan->charges[0].charge.group_key == own.charges[0].charge.group_key);
            CHECK(plan->charges[0].lines[0].subscription.number ==
                  own.charges[0].lines[0].subscription.number);
        }
        CHECK(ahead.left() == 0);

        ahead.begin(wanted);
        ahead.drop();
        CHECK(ahead.left() == 0);
    });
}

TEST_CASE("a crowd of payers is charged once each and the book is sound")
{
    CrowdedFirm firm;
    CHECK(firm.renew() == runtime::Exit::done);
    CHECK(firm.cards.keys.size() == payers);
    CHECK(firm.count("charge WHERE state = 'paid'") == payers);
    CHECK(firm.count("invoice") == payers);
    CHECK(firm.count("subscription WHERE expires_on = '2027-03-31'") == payers);
    CHECK(firm.renew() == runtime::Exit::done);
    CHECK(firm.cards.keys.size() == payers);
    flow::check_book(firm.book(), flow::CheckDepth::full, [](const flow::CheckResult& result) {
        CAPTURE(result.claim);
        CHECK(result.offenders == 0);
    });
}

TEST_CASE("M4: who switches his renewal off while others are charged is not charged")
{
    CrowdedFirm firm;
    // Past the first turn: this payer's plan stands already.
    once_at_call(firm.cards, 30, [&] {
        firm.change_from_outside("UPDATE subscription_term SET renewal = 0 WHERE purchaser = 200");
    });
    firm.renew();
    CHECK(firm.cards.keys.size() == payers - 1);
    CHECK(firm.count("charge c JOIN charge_line l ON l.charge = c.id JOIN subscription s"
                     " ON s.id = l.subscription WHERE s.number = 'S-200'") == 0);
}

TEST_CASE("a price that changes while others are charged is the price of who comes next")
{
    CrowdedFirm firm;
    once_at_call(firm.cards, 30,
                 [&] { firm.change_from_outside("UPDATE product SET price = 7000 WHERE id = 1"); });
    firm.renew();
    CHECK(firm.count("charge WHERE amount = 6050") == 50);
    CHECK(firm.count("charge WHERE amount = 8470") == payers - 50);
}

TEST_CASE("DESIGN 3.4: rows that cannot be planned ahead stop nobody else")
{
    CrowdedFirm firm;
    firm.change("UPDATE subscription_term SET expires_on = '2026-99-99' WHERE purchaser = 200");
    {
        const test::Silence silence;
        CHECK(firm.renew() == runtime::Exit::attention);
    }
    CHECK(firm.count("charge WHERE state = 'paid'") == payers - 1);
}
