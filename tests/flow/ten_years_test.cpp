// Ten years of nights: renew runs each day, and what it has taken, when and on which invoice is
// compared with a calendar that is reckoned here, without the rules of the library.

#include "flow/renew.hpp"
#include "partner/card_gateway.hpp"
#include "support/database.hpp"
#include "support/firm.hpp"
#include "support/silence.hpp"
#include "support/sound_book.hpp"
#include "support/subscribers.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

using namespace duesday;

namespace {

const Date first_day{2026, 1, 1};
const Date last_day{2035, 12, 31};

/// The days on which time is known to go wrong: ends of short and long months, both ends of
/// February, and the nights on which the clock changes as last day, charge day and notice day.
/// A payer's subscriptions of one month share a day, so that no legacy expiry adds an invoice.
const std::array first_expiries{
    Date{2026, 2, 28},  Date{2027, 2, 28},  Date{2028, 2, 29},
    Date{2032, 2, 29},  Date{2026, 3, 29},  // Brussels: one hour less
    Date{2026, 4, 29},  Date{2026, 5, 29},  // charged, announced on it
    Date{2026, 10, 25},                     // Brussels: one hour more
    Date{2026, 11, 25}, Date{2026, 12, 25}, // charged, announced on it
    Date{2027, 3, 14},  Date{2027, 11, 7},  // New York
    Date{2026, 4, 5},   Date{2026, 10, 4},  // Lord Howe: half an hour
    Date{2026, 3, 31},  Date{2026, 4, 30},  Date{2026, 5, 31},
    Date{2026, 6, 30},  Date{2026, 7, 31},  Date{2026, 8, 31},
    Date{2026, 12, 31}, Date{2027, 1, 31},  Date{2029, 9, 30},
};

enum class Rule { clamp, month_end };

Date end_of(int year, int month)
{
    return Date{month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1}.plus_days(-1);
}

/// One or two months before a last day (D2).
Date months_before(Date day, int months, Rule rule)
{
    const int month = day.month() > months ? day.month() - months : day.month() + 12 - months;
    const int year = day.month() > months ? day.year() : day.year() - 1;
    const auto end = end_of(year, month);
    const bool is_end = day == end_of(day.year(), day.month());
    return (rule == Rule::month_end && is_end) || day.day() > end.day()
               ? end
               : Date{year, month, day.day()};
}

class TenYears {
public:
    TenYears(int subscriptions, Rule rule)
        : subscriptions_{subscriptions}, payers_{subscriptions / 15}, rule_{rule}
    {
        firm_.config().renew_month_rule = rule == Rule::clamp ? "clamp" : "month_end";
        std::string rows = "BEGIN;";
        for (int payer = 10; payer < 10 + payers_; ++payer)
            rows += test::payer_rows(payer) +
                    test::card_rows({payer,
                                     "sandbox",
                                     fmt::format("pc{}", payer),
                                     needs_three_attempts(payer) ? "ok-after:2" : "ok",
                                     "2040-12",
                                     {2025, 1, 1}});
        for (int number = 1; number <= subscriptions_; ++number)
            rows += test::subscription_rows(
                {number, payer_of(number), first_expiry_of(number), first_day});
        firm_.change(rows + "COMMIT;");
    }

    void live()
    {
        const test::Silence silence;
        for (Date day = first_day; day <= last_day; day = day.plus_days(1))
            firm_.run("tester", day, [this](auto& context) {
                flow::renew(context, *cards_, {{}, {}, true, 16});
            });
    }

    /// subscription|first day|last day|paid on
    std::vector<std::string> expected_periods() const
    {
        std::vector<std::string> rows;
        each_expiry([&](int number, Date expires_on) {
            const auto paid_on = needs_three_attempts(payer_of(number))
                                     ? expires_on.plus_days(-7) // D6: after E-1m and E-14
                                     : months_before(expires_on, 1, rule_);
            if (paid_on <= last_day)
                rows.push_back(fmt::format("S-{}|{}|{}|{}", number, expires_on.plus_days(1).iso(),
                                           end_of(expires_on.year() + 1, expires_on.month()).iso(),
                                           paid_on.iso()));
        });
        std::sort(rows.begin(), rows.end());
        return rows;
    }

    /// subscription|last day|announced on
    std::vector<std::string> expected_notices() const
    {
        std::vector<std::string> rows;
        each_expiry([&](int number, Date expires_on) {
            const auto told_on = std::max(first_day, months_before(expires_on, 2, rule_));
            if (told_on <= last_day)
                rows.push_back(fmt::format("S-{}|{}|{}", number, expires_on.iso(), told_on.iso()));
        });
        std::sort(rows.begin(), rows.end());
        return rows;
    }

    std::vector<std::string> book(const std::string& sql) const
    {
        auto rows = test::select(test::open_database(firm_.file()), sql);
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    std::vector<std::string> ledger(const std::string& sql) const
    {
        auto rows = test::select(test::open_database(firm_.ledger_file()), sql);
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    store::Book& opened() { return firm_.book(); }

private:
    static bool needs_three_attempts(int payer) { return payer % 4 == 0; }
    int payer_of(int number) const { return 10 + number % payers_; }
    /// The months in turn; each payer has one of a month's days.
    Date first_expiry_of(int number) const
    {
        const int month = 1 + number / payers_ % 12;
        std::vector<Date> of_month;
        for (const auto& day : first_expiries)
            if (day.month() == month)
                of_month.push_back(day);
        return of_month.at(static_cast<std::size_t>(payer_of(number)) % of_month.size());
    }

    template <class Body>
    void each_expiry(const Body& body) const
    {
        for (int number = 1; number <= subscriptions_; ++number) {
            const auto first = first_expiry_of(number);
            body(number, first);
            for (int year = first.year() + 1; year <= last_day.year() + 1; ++year)
                body(number, end_of(year, first.month()));
        }
    }

    int subscriptions_;
    int payers_;
    Rule rule_;
    test::Firm firm_;
    std::unique_ptr<partner::CardGateway> cards_ =
        partner::make_sandbox_cards(firm_.file(), firm_.book().id(), [] { return Timestamp{}; });
};

void check_ten_years(int subscriptions, Rule rule)
{
    CAPTURE(subscriptions);
    CAPTURE(static_cast<int>(rule));
    TenYears years{subscriptions, rule};
    years.live();

    const auto periods = years.expected_periods();
    CHECK(periods.size() > static_cast<std::size_t>(8 * subscriptions));
    CHECK(periods == years.book("SELECT s.number, l.starts_on, l.ends_on, p.received_on"
                                " FROM charge_line l JOIN charge c ON c.id = l.charge"
                                " JOIN subscription s ON s.id = l.subscription"
                                " JOIN payment p ON p.charge = c.id WHERE c.state = 'paid'"));
    CHECK(periods.size() == years.book("SELECT invoice FROM invoice_line").size());
    CHECK(years.expected_notices() ==
          years.book("SELECT s.number, a.expires_on, a.announced_on FROM announcement a"
                     " JOIN subscription s ON s.id = a.subscription"));
    // No day of the table was left out.
    for (const auto& day : first_expiries)
        CHECK_FALSE(
            years.book("SELECT id FROM subscription WHERE imported_until = '" + day.iso() + "'")
                .empty());
    // One invoice per payer and month, each paid once at the provider, and nothing else taken.
    CHECK(years.book("SELECT customer, month FROM invoice GROUP BY 1, 2 HAVING count(*) > 1")
              .empty());
    CHECK(years.book("SELECT c.key, i.total FROM invoice i JOIN allocation a ON a.invoice = i.id"
                     " JOIN payment p ON p.id = a.payment JOIN charge c ON c.id = p.charge") ==
          years.ledger("SELECT key, amount FROM charge WHERE final_answer = 'paid'"));
    CHECK(years.book("SELECT number FROM subscription WHERE standing <> 'running'").empty());
    test::check_soundness(years.opened());
}

} // namespace

TEST_CASE("F8 SUB-103 SUB-105: ten years of nights renew each period once on its day")
{
    check_ten_years(60, Rule::clamp);
    check_ten_years(60, Rule::month_end);
}

// Run by scripts/test --faults.
TEST_CASE("F8: ten years of nights for a thousand subscriptions" * doctest::skip())
{
    check_ten_years(1000, Rule::clamp);
}
