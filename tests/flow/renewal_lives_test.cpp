// Random lives of subscriptions, day by day through renew and poll-confirmations: cards that fail,
// lose answers or are replaced, renewals switched off and on, days and weeks on which nothing ran.
// Whatever happens, the book is sound every evening and no period is paid twice.

#include "flow/book_checks.hpp"
#include "flow/poll_confirmations.hpp"
#include "flow/renew.hpp"
#include "partner/card_gateway.hpp"
#include "rules/subscription/dates.hpp"
#include "store/subscriptions.hpp"
#include "support/database.hpp"
#include "support/firm.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <unistd.h>

using namespace duesday;

namespace {

constexpr int payers = 10;
constexpr int subscriptions = 50;
constexpr int steady_payer = 1; // its card always works, and nobody touches its subscriptions
const Date first_day{2026, 1, 1};
const Date last_day{2027, 12, 31};

/// What the runs report is not the matter here.
class Silence {
public:
    Silence() : kept_{::dup(STDOUT_FILENO)}
    {
        std::fflush(stdout);
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::close(nowhere);
    }
    ~Silence()
    {
        std::fflush(stdout);
        ::dup2(kept_, STDOUT_FILENO);
        ::close(kept_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    int kept_;
};

class Lives {
public:
    explicit Lives(unsigned seed) : random_{seed}
    {
        for (int payer = 4; payer <= payers; ++payer)
            firm_.change(fmt::format(
                "INSERT INTO customer (id, customer, name, street, postcode, city, country, email,"
                " email_key, kind, language, acts) VALUES ({0}, 'P{0}', 'P', 'S', '1', 'X', 'BE',"
                " '{0}@x.org', '{0}@x.org', 'person', 'en', 1)",
                payer));
        for (int payer = 1; payer <= payers; ++payer)
            give_card(payer, first_day);
        for (int number = 1; number <= subscriptions; ++number)
            sell(number);
    }

    void live()
    {
        for (Date day = first_day; day <= last_day; day = day.plus_days(1)) {
            if (chance(2))
                asleep_ = below(45); // an outage
            meddle(day);
            if (asleep_ > 0) {
                --asleep_;
                continue;
            }
            if (chance(30))
                run(day, [this](auto& context) { flow::poll_confirmations(context, *cards_, {}); });
            if (chance(90))
                run(day, [this](auto& context) {
                    flow::renew(context, *cards_, {{}, {}, true, 16});
                });
            if (day.day() % 7 == 0)
                check(day);
        }
    }

    /// Asks until nothing is open, so that the ledger and the book can be compared.
    void settle()
    {
        asleep_ = 0;
        run(last_day, [this](auto& context) { flow::renew(context, *cards_, {{}, {}, true, 16}); });
        for (int i = 0; i < 3; ++i)
            run(last_day,
                [this](auto& context) { flow::poll_confirmations(context, *cards_, {}); });
        check(last_day);
    }

    std::vector<std::string> book(const std::string& sql) const
    {
        return test::select(test::open_database(firm_.file()), sql);
    }
    std::vector<std::string> ledger(const std::string& sql) const
    {
        const auto file = firm_.file();
        return test::select(test::open_database(file.substr(0, file.rfind('/')) + "/sandbox.db"),
                            sql);
    }

private:
    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
    bool chance(int percent) { return below(100) < percent; }

    template <class Body>
    void run(Date day, const Body& body)
    {
        const Silence silence;
        firm_.run("tester", day, body);
    }

    void sell(int number)
    {
        const int payer = 1 + below(payers);
        const int product = std::array{1, 2, 3, 5}[static_cast<std::size_t>(below(4))];
        auto expires_on = Date{2026, 1, 1}.plus_days(below(400));
        if (chance(80))
            expires_on = expires_on.end_of_month();
        firm_.change(fmt::format(
            "INSERT INTO installation VALUES ({0}, 'J{0}', 'J', 1, '3.7.3', 1, 1, 0);"
            "INSERT INTO subscription (number, installation, service, product, purchaser,"
            " bought_on, starts_on, expires_on, imported_until, renewal, standing, origin, due_on)"
            " VALUES ('S-{1}', {0}, 'x', {2}, {3}, '2025-01-01', '2025-01-01', '{4}', '{4}', 1,"
            " 'running', 'import', '{5}')",
            number + 100, number, product, payer, expires_on.iso(),
            rules::notice_due(expires_on, rules::MonthRule::clamp).iso()));
    }

    void give_card(int payer, Date day)
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
        const auto mandate = payer == steady_payer
                                 ? "ok"
                                 : mandates.at(static_cast<std::size_t>(below(mandates.size())));
        store::Write write{firm_.book(), firm_.stamp(day)};
        firm_.change(fmt::format(
            "UPDATE card SET is_current = 0 WHERE customer = {0};"
            "INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4,"
            " expires, registered_on, state, is_current) VALUES ({0}, 'sandbox', 'pc', '{1}',"
            " 'visa', '4242', '2030-12', '{2}', 'ready', 1)",
            payer, mandate, day.iso()));
        store::make_payer_due(write, payer, day);
        write.commit();
    }

    /// What people do, whether or not the jobs run.
    void meddle(Date day)
    {
        if (chance(6))
            give_card(1 + below(payers), day);
        if (chance(5))
            firm_.change(fmt::format("UPDATE subscription SET renewal = 1 - renewal, due_on = '{1}'"
                                     " WHERE number = 'S-{0}' AND standing = 'running'"
                                     " AND expires_on >= '{1}' AND purchaser <> {2}",
                                     1 + below(subscriptions), day.iso(), steady_payer));
    }

    void check(Date day)
    {
        CAPTURE(day.iso());
        flow::check_book(firm_.book(), flow::CheckDepth::full, [](const flow::CheckResult& result) {
            CAPTURE(result.claim);
            CHECK(result.offenders == 0);
        });
    }

    test::Firm firm_;
    std::mt19937 random_;
    std::unique_ptr<partner::CardGateway> cards_ =
        partner::make_sandbox_cards(firm_.file(), firm_.book().id(), [] { return Timestamp{}; });
    int asleep_ = 0;
};

} // namespace

TEST_CASE("F11: whatever happens in two years each period is paid once and the book is sound")
{
    for (const unsigned seed : {1U, 2U}) {
        CAPTURE(seed);
        Lives lives{seed};
        lives.live();
        lives.settle();

        // The provider and the book agree, charge by charge: nothing taken that is not invoiced.
        const auto paid_by_ledger =
            lives.ledger("SELECT key, amount FROM charge WHERE final_answer = 'paid' AND"
                         " (first_answer = 'paid' OR polls > 0) ORDER BY key");
        CHECK(paid_by_ledger.size() > subscriptions / 2);
        CHECK(paid_by_ledger ==
              lives.book("SELECT c.key, i.total FROM charge c JOIN payment p ON p.charge = c.id"
                         " JOIN allocation a ON a.payment = p.id JOIN invoice i ON i.id = a.invoice"
                         " WHERE c.state = 'paid' ORDER BY c.key"));
        // No period twice, and none that overlaps.
        CHECK(lives
                  .book("SELECT a.id FROM charge_line a JOIN charge_line b ON b.id <> a.id"
                        " AND b.subscription = a.subscription AND b.starts_on <= a.ends_on"
                        " AND b.ends_on >= a.starts_on WHERE a.held = 1 AND b.held = 1")
                  .empty());
        // What is paid runs to its end; what has ended has nothing paid behind it.
        CHECK(lives
                  .book("SELECT s.number FROM subscription s JOIN charge_line l"
                        " ON l.subscription = s.id JOIN charge c ON c.id = l.charge"
                        " WHERE c.state = 'paid' AND l.ends_on > s.expires_on")
                  .empty());
        CHECK(lives
                  .book("SELECT number FROM subscription WHERE standing = 'lapsed'"
                        " AND expires_on >= '" +
                        last_day.iso() + "'")
                  .empty());
        CHECK(lives
                  .book("SELECT number FROM subscription WHERE standing = 'running'"
                        " AND expires_on < '" +
                        last_day.iso() + "'")
                  .empty());
        // Nobody with a working card is ever told of a failure.
        CHECK(lives
                  .book("SELECT facts FROM outbox WHERE letter = 'payment-failed'"
                        " AND addressee = 'C1'")
                  .empty());
    }
}
