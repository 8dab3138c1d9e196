// Random weeks with a provider that loses, delays and doubles answers, while programs are killed
// and cards change: in the provider's own ledger each period is paid once (RELIABILITY F7, F11,
// F13).

#include "flow/admin.hpp"
#include "flow/poll_confirmations.hpp"
#include "flow/renew.hpp"
#include "partner/mollie.hpp"
#include "partner/mollie_json.hpp"
#include "rules/subscription/dates.hpp"
#include "support/mollie_stand_in.hpp"
#include "support/seeded_life.hpp"
#include "support/silence.hpp"
#include "support/subscribers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>

using namespace duesday;
using test::MollieStandIn;

namespace {

constexpr int payers = 8;
constexpr int subscriptions = 24;
constexpr int weeks = 7;
constexpr std::int64_t hour = 3'600'000;

/// What a kill does to a program that was calling its provider: nothing of what it would have
/// heard is ever recorded.
struct Killed {};

class KillableCards final : public partner::CardGateway {
public:
    KillableCards(std::unique_ptr<partner::CardGateway> real, std::function<bool(int)> dies)
        : real_{std::move(real)}, dies_{std::move(dies)}
    {
    }
    std::string_view provider() const override { return real_->provider(); }
    int repeat_seconds() const override { return real_->repeat_seconds(); }
    NotSeenRule not_seen_rule() const override { return real_->not_seen_rule(); }
    void
    charge(std::span<const partner::ChargeRequest> requests,
           const std::function<void(std::size_t, const partner::ChargeAnswer&)>& answered) override
    {
        if (dies_(10))
            throw Killed{};
        std::vector<std::pair<std::size_t, partner::ChargeAnswer>> answers;
        real_->charge(requests, [&](std::size_t i, const partner::ChargeAnswer& answer) {
            answers.emplace_back(i, answer);
        });
        if (dies_(45))
            throw Killed{};
        for (const auto& [index, answer] : answers)
            answered(index, answer);
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest& request,
                                  partner::Asker asker) override
    {
        auto answer = real_->look_up(request, asker);
        if (dies_(8))
            throw Killed{};
        return answer;
    }
    void
    each_payment_since(Timestamp since,
                       const std::function<void(const partner::ProviderPayment&)>& payment) override
    {
        real_->each_payment_since(since, payment);
    }

private:
    std::unique_ptr<partner::CardGateway> real_;
    std::function<bool(int)> dies_; ///< with so many in a hundred
};

class MollieLife : public test::SeededLife {
public:
    explicit MollieLife(unsigned seed) : SeededLife{seed}
    {
        tick(0);
        firm_.set_real([this] { return now_; });
        for (int payer = 10; payer < 10 + payers; ++payer) {
            const auto known = mollie_.add_customer(outcome());
            firm_.change(test::payer_rows(payer));
            give_card(payer, known);
        }
        for (int number = 1; number <= subscriptions; ++number)
            sell(number);
    }

    void live(bool with_restores)
    {
        for (int day = 0; day < weeks * 7; ++day) {
            const auto backup = firm_.file() + fmt::format(".{}", day);
            const bool puts_back = with_restores && chance(10);
            if (puts_back)
                run([&](auto& context) { flow::admin_backup(context, backup); });
            for (int at = 0; at < 24 * 60;) {
                const int minutes = chance(60) ? 5 + below(40) : 45 + below(240);
                at += minutes;
                tick(minutes);
                misbehave();
                if (chance(50))
                    renew();
                if (chance(60))
                    poll();
                if (chance(3))
                    change_card();
            }
            if (puts_back)
                restore_and_reconcile(backup);
            today_ = today_.plus_days(1);
        }
        mollie_.heal();
        mollie_.set_list_lag_seconds(0);
        dies_ = false;
        for (int i = 0; i < 6; ++i) {
            tick(70);
            poll();
            renew();
        }
        check(today_);
    }

    /// Keys and amounts of what was paid, in the order of keys.
    std::vector<std::string> taken() const
    {
        std::vector<std::string> paid;
        for (const auto& payment : mollie_.payments())
            if (payment.status == "paid")
                paid.push_back(fmt::format("{}|{}", payment.attempt, payment.amount));
        std::sort(paid.begin(), paid.end());
        return paid;
    }
    std::size_t kills() const { return kills_; }

private:
    std::string outcome()
    {
        static constexpr std::array outcomes{"paid",
                                             "paid",
                                             "paid",
                                             "failed:insufficient_funds",
                                             "failed:card_expired",
                                             "pending:2",
                                             "pending:4",
                                             "pending-failed:2"};
        return outcomes.at(static_cast<std::size_t>(below(outcomes.size())));
    }

    void tick(int minutes)
    {
        now_.ms_since_1970 += minutes * (hour / 60);
        mollie_.set_clock(now_);
    }

    void give_card(int payer, const MollieStandIn::Known& known)
    {
        firm_.change(
            test::card_rows({payer, "mollie", known.customer, known.mandate, "2040-12", today_}) +
            fmt::format("UPDATE subscription SET due_on = '{}' WHERE purchaser = {} AND"
                        " standing = 'running' AND due_on IS NOT NULL",
                        today_.iso(), payer));
    }

    void change_card()
    {
        // Whom Mollie knows keeps his record there with the next card.
        const int payer = 10 + below(payers);
        const auto customer = book(fmt::format(
            "SELECT provider_customer FROM card WHERE customer = {} AND is_current = 1", payer));
        give_card(payer, mollie_.add_card(customer.at(0), outcome()));
    }

    void sell(int number)
    {
        // Those of one expiry month share a charge.
        auto expires_on = Date{2026, 12, 27}.plus_days(below(40));
        if (chance(30))
            expires_on = expires_on.end_of_month();
        firm_.change(
            test::subscription_rows({number, 10 + below(payers), expires_on,
                                     rules::notice_due(expires_on, rules::MonthRule::clamp)}));
    }

    void misbehave()
    {
        mollie_.set_list_lag_seconds(below(55) * 60);
        static constexpr std::array faults{"lost",     "reset",    "reset-before", "cut",
                                           "garbage",  "500",      "502",          "500-after",
                                           "twice",    "429:1",    "503",          "409",
                                           "slow:120", "page:302", "page:404",     "page:408"};
        mollie_.heal();
        if (chance(35))
            return;
        for (int i = 1 + below(4); i > 0; --i)
            mollie_.fail_next(chance(70) ? "POST" : "GET",
                              faults.at(static_cast<std::size_t>(below(faults.size()))),
                              1 + below(4));
    }

    bool dies(int percent)
    {
        const bool now = dies_ && chance(percent);
        kills_ += now ? 1 : 0;
        return now;
    }

    template <class Body>
    void run(const Body& body)
    {
        const test::Silence silence;
        try {
            firm_.run("tester", today_, body);
        } catch (const Killed&) {
        } catch (const Fault& fault) {
            // What a person would see with its exit status; nothing is broken by it.
            CHECK(fault.kind() == FaultKind::unavailable);
        }
    }
    void renew()
    {
        run([this](auto& context) { flow::renew(context, cards_, {{}, {}, true, 4}); });
    }
    void poll()
    {
        run([this](auto& context) { flow::poll_confirmations(context, cards_, {}); });
    }

    void restore_and_reconcile(const std::string& backup)
    {
        restore(backup, today_);
        // The list goes on lagging: the book itself knows when to believe it.
        for (int tries = 0; tries < 40 && firm_.book().state().reconcile_from; ++tries) {
            mollie_.heal();
            run([this](auto& context) { flow::poll_confirmations(context, cards_, {{}, true}); });
            tick(5);
        }
        CHECK_FALSE(firm_.book().state().reconcile_from.has_value());
        check(today_);
    }

    static partner::MollieSettings settings(const MollieStandIn& mollie, const std::string& book)
    {
        partner::MollieSettings settings;
        settings.url = mollie.url();
        settings.key = "test_standin";
        settings.book_id = book;
        settings.side_by_side = 4;
        settings.total_ms = 90;
        settings.budget_ms = 300;
        settings.first_wait_ms = 1;
        settings.elapsed_ms = runtime::elapsed_ms;
        return settings;
    }

    MollieStandIn mollie_;
    Timestamp now_ = partner::mollie::read_time("2026-11-25T00:00:00Z").value();
    Date today_{2026, 11, 25};
    bool dies_ = true;
    std::size_t kills_ = 0;
    KillableCards cards_{partner::make_mollie_cards(settings(mollie_, firm_.book().id())),
                         [this](int percent) { return dies(percent); }};
};

void live_lives(bool with_restores)
{
    std::size_t kills = 0;
    for (const auto seed : test::seeds_or({1, 2})) {
        CAPTURE(seed);
        MollieLife life{seed};
        life.live(with_restores);
        kills += life.kills();
        const auto taken = life.taken();
        CHECK(taken.size() > 4);
        // All that was taken is in the book, once, and paid what an invoice says.
        INFO(fmt::format("charges:\n{}\ntaken:\n{}",
                         fmt::join(life.book("SELECT key, amount, state, COALESCE(reason, ''), "
                                             "attempt, sent_at, COALESCE(settled_on,'') FROM charge"
                                             " ORDER BY key"),
                                   "\n"),
                         fmt::join(taken, "\n")));
        CHECK(taken == life.invoiced());
        CHECK(life.overlaps().empty());
        CHECK(life.book("SELECT id FROM charge WHERE state IN ('planned', 'sent', 'unknown')"
                        " OR state = 'pending'")
                  .empty());
    }
    CHECK(kills > 3);
}

} // namespace

TEST_CASE("F7: weeks with a lossy provider take the money of each period once")
{
    live_lives(false);
}

TEST_CASE("F13: a book that is put back takes no period's money from Mollie again")
{
    live_lives(true);
}
