// Random lives of subscriptions, day by day through renew, poll-confirmations and what people do
// with subscribe: cards that fail or are replaced, calls and answers that get lost, renewals
// switched off, on and handed over, roles that come and go, weeks on which nothing ran. Whatever
// happens, the book is sound every evening and no period is paid twice.

#include "flow/poll_confirmations.hpp"
#include "flow/renew.hpp"
#include "flow/subscribe.hpp"
#include "rules/subscription/dates.hpp"
#include "support/seeded_life.hpp"
#include "support/silence.hpp"
#include "support/subscribers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <map>

using namespace duesday;

namespace {

constexpr int payers = 10;

/// How long a random life is, and how often the whole book is checked: a check costs as much as a
/// simulated week.
struct Length {
    int subscriptions;
    Date last_day;
    int days_between_checks;
};

constexpr std::array services{"",      "atmos",          "remote_services", "voice_control",
                              "atmos", "remote_services"}; // by product
constexpr int steady_payer = 1; // its card always works, and nobody touches its subscriptions
const Date first_day{2026, 1, 1};

class Lives : public test::LossyLife {
    using Fate = test::LossyCards::Fate;

public:
    Lives(unsigned seed, const Length& length)
        : LossyLife{seed,
                    94,
                    {Fate::never_leaves, Fate::answer_is_lost},
                    [] { return Timestamp{}; }},
          length_{length}
    {
        for (int payer = 4; payer <= payers; ++payer)
            firm_.change(test::payer_rows(payer));
        for (int payer = 1; payer <= payers; ++payer)
            give_card(payer);
        for (int number = 1; number <= length_.subscriptions; ++number)
            sell(number);
    }

    void live()
    {
        for (Date day = first_day; day <= length_.last_day; day = day.plus_days(1)) {
            if (chance(2))
                asleep_ = below(45); // an outage
            meddle(day);
            if (asleep_ > 0)
                --asleep_;
            else
                work(day);
            if ((day - first_day) % length_.days_between_checks == 0)
                check(day);
        }
    }

    /// Asks until nothing is open, so that the ledger and the book can be compared.
    void settle()
    {
        mend_line();
        for (int round = 0; round < 2; ++round) {
            renew(length_.last_day);
            for (int i = 0; i < 3; ++i)
                poll(length_.last_day);
        }
        check(length_.last_day);
    }

private:
    template <class Body>
    void run(const std::string& actor, Date day, const Body& body)
    {
        const test::Silence silence;
        firm_.run(actor, day, body);
    }

    void renew(Date day)
    {
        run("tester", day, [this](auto& context) {
            flow::renew(context, cards_, {{}, {}, true, 16});
        });
    }

    void poll(Date day)
    {
        run("tester", day,
            [this](auto& context) { flow::poll_confirmations(context, cards_, {}); });
    }

    void work(Date day)
    {
        if (chance(30))
            poll(day);
        if (chance(90))
            renew(day);
    }

    void sell(int number)
    {
        const int payer = 1 + below(payers);
        const int product = std::array{1, 2, 3, 5}[static_cast<std::size_t>(below(4))];
        auto expires_on = Date{2026, 1, 1}.plus_days(below(400));
        if (chance(80))
            expires_on = expires_on.end_of_month();
        firm_.change(
            test::subscription_rows({number, payer, expires_on,
                                     rules::notice_due(expires_on, rules::MonthRule::clamp),
                                     product, services.at(static_cast<std::size_t>(product))}) +
            fmt::format("INSERT INTO installation_role (installation, customer, role)"
                        " VALUES ({0}, {1}, 'si'), ({0}, {2}, 'owner')",
                        number + 100, payer, 1 + payer % payers));
    }

    std::string mandate_of(int payer)
    {
        static constexpr std::array mandates{"ok",
                                             "ok",
                                             "unknown",
                                             "unknown-failed",
                                             "pending",
                                             "ok-after:1",
                                             "ok-after:3",
                                             "declined:insufficient_funds",
                                             "declined:card_expired",
                                             "declined:possible_fraud"};
        return payer == steady_payer
                   ? "ok"
                   : mandates.at(static_cast<std::size_t>(below(mandates.size())));
    }

    void give_card(int payer)
    {
        firm_.change(
            test::card_rows({payer, "sandbox", "pc", mandate_of(payer), "2030-12", first_day}));
    }

    /// What people do, whether or not the jobs run.
    void meddle(Date day)
    {
        if (chance(6))
            register_card(day);
        if (chance(40))
            switch_renewals(day);
        if (chance(6))
            change_role(day);
    }

    void register_card(Date day)
    {
        const int payer = 1 + below(payers);
        flow::CardOptions options;
        options.customer = text("SELECT customer FROM customer WHERE id = ?", payer);
        options.mandate = mandate_of(payer);
        options.last4 = fmt::format("{:04}", below(10'000));
        run("tester", day, [&](auto& context) { flow::subscribe_card(context, cards_, options); });
    }

    /// Somebody with or without a role there, for one or two subscriptions. Nobody switches off
    /// what the steady payer pays.
    void switch_renewals(Date day)
    {
        std::vector<std::string> numbers;
        for (int i = below(2); i >= 0; --i)
            numbers.push_back(fmt::format("S-{}", 1 + below(length_.subscriptions)));
        const auto first = numbers.front().substr(2);
        const auto actor = chance(20)
                               ? text("SELECT email FROM customer WHERE id = ?", 1 + below(payers))
                               : text("SELECT email FROM customer JOIN installation_role r"
                                      " ON r.customer = customer.id WHERE r.installation = 100 + ?"
                                      " ORDER BY r.id LIMIT 1 OFFSET " +
                                          std::to_string(below(3)),
                                      std::stoi(first));
        if (actor.empty())
            return;
        if (chance(60))
            return run(actor, day,
                       [&](auto& context) { flow::subscribe_activate(context, cards_, numbers); });
        for (const auto& number : numbers)
            if (text("SELECT purchaser FROM subscription WHERE number = 'S-' || ?",
                     std::stoi(number.substr(2))) == std::to_string(steady_payer))
                return;
        run(actor, day, [&](auto& context) { flow::subscribe_deactivate(context, numbers); });
    }

    void change_role(Date day)
    {
        const int customer = 1 + below(payers);
        flow::RoleOptions options;
        options.installation = fmt::format("J{}", 101 + below(length_.subscriptions));
        options.customer = text("SELECT customer FROM customer WHERE id = ?", customer);
        options.role = chance(50) ? "si" : "owner";
        options.force = customer != steady_payer && chance(50);
        run("tester", day, [&](auto& context) {
            if (chance(50))
                flow::subscribe_roles_add(context, options);
            else
                flow::subscribe_roles_remove(context, options);
        });
    }

    /// Through a connection of its own: the book's knows statements by the address of their text.
    std::string text(std::string sql, int value) const
    {
        sql.replace(sql.find('?'), 1, std::to_string(value));
        const auto rows = book(sql);
        return rows.empty() ? "" : rows.front();
    }

    Length length_;
    int asleep_ = 0;
};

void check_lives(const std::vector<unsigned>& seeds, const Length& length)
{
    std::map<std::string, std::size_t> done{{"activated", 0},  {"deactivated", 0},
                                            {"ready", 0},      {"refused", 0},
                                            {"role_added", 0}, {"role_removed", 0}};
    for (const auto seed : seeds) {
        CAPTURE(seed);
        Lives lives{seed, length};
        lives.live();
        lives.settle();

        for (auto& [what, times] : done)
            times += lives.book(fmt::format("SELECT id FROM audit WHERE what = '{}'", what)).size();
        // The provider and the book agree, charge by charge: nothing taken that is not invoiced.
        const std::string taken = " FROM charge WHERE final_answer = 'paid' AND"
                                  " (first_answer = 'paid' OR polls > 0) AND amount ";
        const auto paid_by_ledger = lives.ledger("SELECT key, amount" + taken + "> 1 ORDER BY key");
        CHECK(paid_by_ledger.size() > static_cast<std::size_t>(length.subscriptions) / 2);
        CHECK(paid_by_ledger == lives.invoiced());
        CHECK(lives.ledger("SELECT key" + taken + "= 1 ORDER BY key") ==
              lives.book("SELECT key FROM charge WHERE kind = 'card_test' AND state = 'paid'"
                         " ORDER BY key"));
        CHECK(lives.overlaps().empty());
        // What is paid runs to its end; what has ended has nothing paid behind it.
        CHECK(lives
                  .book("SELECT s.number FROM subscription s JOIN charge_line l"
                        " ON l.subscription = s.id JOIN charge c ON c.id = l.charge"
                        " WHERE c.state = 'paid' AND l.ends_on > s.expires_on")
                  .empty());
        CHECK(lives
                  .book("SELECT number FROM subscription WHERE standing = 'lapsed'"
                        " AND expires_on >= '" +
                        length.last_day.iso() + "'")
                  .empty());
        CHECK(lives
                  .book("SELECT number FROM subscription WHERE standing = 'running'"
                        " AND expires_on < '" +
                        length.last_day.iso() + "'")
                  .empty());
        // Nobody with a working card is ever told of a failure.
        CHECK(lives
                  .book("SELECT facts FROM outbox WHERE letter = 'payment-failed'"
                        " AND addressee = 'C1' AND facts NOT LIKE '%card_expired%'")
                  .empty());
    }
    // They were lives: people did all that they can do.
    for (const auto& [what, times] : done) {
        CAPTURE(what);
        CHECK(times > 0);
    }
}

} // namespace

TEST_CASE("F11: whatever happens in two years each period is paid once and the book is sound")
{
    check_lives(test::seeds_or({1, 2}), {50, {2027, 12, 31}, 3});
}

TEST_CASE("F11: six years of lives are sound after each day" * doctest::skip())
{
    check_lives(test::seeds_or({3}), {200, {2031, 12, 31}, 1});
}
