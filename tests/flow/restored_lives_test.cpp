// Random lives of a book that is put back, again and again: a backup, renewals that the copy does
// not know, the restore, poll-confirmations --reconcile, and on. What the card provider took it
// took once.

#include "flow/admin.hpp"
#include "flow/poll_confirmations.hpp"
#include "flow/renew.hpp"
#include "rules/subscription/dates.hpp"
#include "support/seeded_life.hpp"
#include "support/silence.hpp"
#include "support/subscribers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

using namespace duesday;

namespace {

constexpr int payers = 12;
constexpr int subscriptions = 60;
constexpr int rounds = 25;

class RestoredLife : public test::LossyLife {
    using Fate = test::LossyCards::Fate;

public:
    explicit RestoredLife(unsigned seed)
        : LossyLife{
              seed,
              80,
              {Fate::never_leaves, Fate::answer_is_lost, Fate::lost_on_the_way, Fate::rejected},
              [] {
                  return runtime::Clock{"UTC", std::nullopt}.real();
              }}
    {
        static constexpr std::array mandates{"ok",      "ok",         "unknown",   "unknown-failed",
                                             "pending", "ok-after:1", "ok-after:2"};
        for (int payer = 10; payer < 10 + payers; ++payer)
            firm_.change(
                test::payer_rows(payer) +
                test::card_rows({payer,
                                 "sandbox",
                                 fmt::format("pc{}", payer),
                                 mandates.at(static_cast<std::size_t>(payer) % mandates.size()),
                                 "2040-12",
                                 {2025, 1, 1}}));
        for (int number = 1; number <= subscriptions; ++number)
            sell(number);
    }

    void live()
    {
        for (int round = 1; round <= rounds; ++round) {
            work(below(20));
            const auto backup = firm_.file() + fmt::format(".{}", round);
            run([&](auto& context) { flow::admin_backup(context, backup); });
            work(below(25)); // what the copy does not know
            today_ = today_.plus_days(below(2));
            restore(backup, today_);
            run([this](auto& context) { flow::poll_confirmations(context, cards_, {{}, true}); });
            check(today_);
        }
        mend_line();
        for (int i = 0; i < 2; ++i) {
            renew();
            for (int times = 0; times < 3; ++times)
                poll();
        }
        check(today_);
    }

private:
    void sell(int number)
    {
        auto expires_on = Date{2026, 2, 1}.plus_days(below(364));
        if (chance(80))
            expires_on = expires_on.end_of_month();
        firm_.change(
            test::subscription_rows({number, 10 + below(payers), expires_on,
                                     rules::notice_due(expires_on, rules::MonthRule::clamp)}));
    }

    template <class Body>
    void run(const Body& body)
    {
        const test::Silence silence;
        firm_.run("tester", today_, body);
    }
    void renew()
    {
        run([this](auto& context) { flow::renew(context, cards_, {{}, {}, true, 16}); });
    }
    void poll()
    {
        run([this](auto& context) { flow::poll_confirmations(context, cards_, {}); });
    }

    void work(int days)
    {
        for (; days > 0; --days) {
            if (chance(90))
                renew();
            if (chance(30))
                poll();
            today_ = today_.plus_days(1);
        }
    }

    Date today_{2026, 1, 1};
};

} // namespace

TEST_CASE("F13: whenever a backup is put back each period is paid once and the book is sound")
{
    std::size_t adopted = 0;
    std::size_t gaps = 0;
    for (const auto seed : test::seeds_or({1, 3, 11})) { // 11 freezes a payment of ended lines
        CAPTURE(seed);
        RestoredLife life{seed};
        life.live();
        adopted += life.book("SELECT id FROM audit WHERE what = 'adopted'").size();
        // Attempts that were void or rejected in the life that the copy does not know.
        gaps += life.book("SELECT c.id FROM charge c WHERE c.attempt > 1 AND NOT EXISTS (SELECT 1"
                          " FROM charge b WHERE b.payer = c.payer AND b.kind = c.kind"
                          " AND b.group_key = c.group_key AND b.attempt = c.attempt - 1)")
                    .size();
        CHECK(life.book("SELECT key FROM unexplained_payment").empty());

        // All that the provider took is invoiced once, or frozen for a person where its lines are
        // not those of the copy; the book cannot pay a period twice.
        auto taken = life.ledger("SELECT key, amount FROM charge WHERE final_answer = 'paid'"
                                 " AND (first_answer = 'paid' OR polls > 0) ORDER BY key");
        CHECK(taken.size() > subscriptions / 2);
        const auto frozen = life.book("SELECT key, amount FROM charge WHERE state = 'unknown'"
                                      " AND reason = 'amount_differs'");
        std::erase_if(taken, [&](const std::string& payment) {
            return std::find(frozen.begin(), frozen.end(), payment) != frozen.end();
        });
        CHECK(taken == life.invoiced());
        CHECK(life.overlaps().empty());
    }
    CHECK(adopted > 10);
    CHECK(gaps > 3);
}
