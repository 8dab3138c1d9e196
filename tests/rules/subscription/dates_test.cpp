#include "rules/subscription/dates.hpp"
#include "support/generators.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;

namespace {

Date day(std::string_view iso)
{
    return Date::from_iso(iso);
}

} // namespace

TEST_CASE("SUB-100 SUB-102: a purchase ends on the last day of its month years later")
{
    struct Row { // appendix T1
        std::string_view bought;
        std::string_view one;
        std::string_view three;
        std::string_view five;
        std::string_view ten;
    };
    const Row rows[] = {
        {"2019-12-05", "2020-12-31", "2022-12-31", "2024-12-31", "2029-12-31"},
        // February: the last day of that month, not the same number of the day.
        {"2023-02-10", "2024-02-29", "2026-02-28", "2028-02-29", "2033-02-28"},
        {"2023-02-28", "2024-02-29", "2026-02-28", "2028-02-29", "2033-02-28"},
        {"2024-02-28", "2025-02-28", "2027-02-28", "2029-02-28", "2034-02-28"},
        {"2024-02-29", "2025-02-28", "2027-02-28", "2029-02-28", "2034-02-28"},
        {"2027-02-15", "2028-02-29", "2030-02-28", "2032-02-29", "2037-02-28"},
        // SUB-039: bought on the first or the last of a month, the end is the same.
        {"2024-01-01", "2025-01-31", "2027-01-31", "2029-01-31", "2034-01-31"},
        {"2024-01-31", "2025-01-31", "2027-01-31", "2029-01-31", "2034-01-31"},
        {"2024-04-30", "2025-04-30", "2027-04-30", "2029-04-30", "2034-04-30"},
        {"2024-12-31", "2025-12-31", "2027-12-31", "2029-12-31", "2034-12-31"},
        {"2025-06-15", "2026-06-30", "2028-06-30", "2030-06-30", "2035-06-30"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.bought);
        CHECK(first_expiry(day(row.bought), 1) == day(row.one));
        CHECK(first_expiry(day(row.bought), 3) == day(row.three));
        CHECK(first_expiry(day(row.bought), 5) == day(row.five));
        CHECK(first_expiry(day(row.bought), 10) == day(row.ten));
    }
}

TEST_CASE("SUB-130: a purchase of December 2019 expires on 31 December 2020")
{
    for (int bought = 1; bought <= 31; ++bought)
        CHECK(first_expiry(Date{2019, 12, bought}, 1) == Date{2020, 12, 31});
}

TEST_CASE("SUB-026 SUB-101: a year is at least a year and at most a month more")
{
    CHECK(first_period(Date{2024, 1, 1}, 1).days() == 397);
    CHECK(first_period(Date{2024, 2, 29}, 1).days() == 366);
    CHECK(rc::check("one-year terms last 366 to 397 days", [](Date bought) {
        const auto period = first_period(bought, 1);
        RC_ASSERT(period.first == bought);
        RC_ASSERT(period.days() >= 366);
        RC_ASSERT(period.days() <= 397);
        RC_ASSERT(period.last == period.last.end_of_month());
    }));
}

TEST_CASE("SUB-105: a renewal returns to the month end")
{
    struct Row {
        std::string_view expires_on;
        int term;
        std::string_view renewed;
    };
    const Row rows[] = {
        {"2027-02-28", 1, "2028-02-29"},
        {"2028-02-29", 1, "2029-02-28"},
        {"2026-02-28", 3, "2029-02-28"},
        {"2025-02-28", 3, "2028-02-29"},
        {"2024-02-29", 10, "2034-02-28"},
        {"2025-04-30", 1, "2026-04-30"},
        // D23: a legacy expiry inside a month.
        {"2025-03-30", 1, "2026-03-31"},
        {"2025-03-01", 1, "2026-03-31"},
        {"2023-02-15", 1, "2024-02-29"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.expires_on);
        CHECK(renewed_expiry(day(row.expires_on), row.term) == day(row.renewed));
    }
}

TEST_CASE("SUB-105: the chain of a purchase on 29 February never ratchets")
{
    struct Row { // appendix T3
        std::string_view expires_on;
        std::string_view notice;
        std::string_view charge;
    };
    const Row rows[] = {
        {"2025-02-28", "2024-12-28", "2025-01-28"}, {"2026-02-28", "2025-12-28", "2026-01-28"},
        {"2027-02-28", "2026-12-28", "2027-01-28"}, {"2028-02-29", "2027-12-29", "2028-01-29"},
        {"2029-02-28", "2028-12-28", "2029-01-28"}, {"2030-02-28", "2029-12-28", "2030-01-28"},
        {"2031-02-28", "2030-12-28", "2031-01-28"}, {"2032-02-29", "2031-12-29", "2032-01-29"},
        {"2033-02-28", "2032-12-28", "2033-01-28"},
    };
    auto expires_on = first_expiry(Date{2024, 2, 29}, 1);
    for (const auto& row : rows) {
        CAPTURE(row.expires_on);
        CHECK(expires_on == day(row.expires_on));
        CHECK(notice_due(expires_on, MonthRule::clamp) == day(row.notice));
        CHECK(charge_due(expires_on, MonthRule::clamp) == day(row.charge));
        expires_on = renewed_expiry(expires_on, 1);
    }
}

TEST_CASE("SUB-034: the periods of a run tile for a hundred years")
{
    CHECK(rc::check("each begins the day after the last one ends", [](Date bought) {
        const int term = *rc::gen::element(1, 3, 5, 10);
        auto period = first_period(bought, term);
        while (period.last.year() < bought.year() + 100) {
            const auto next = renewal_period(period.last, term);
            RC_ASSERT(period.is_followed_by(next));
            RC_ASSERT(next.last == first_expiry(period.last, term));
            RC_ASSERT(next.last.month() == bought.month());
            period = next;
        }
    }));
}

TEST_CASE("SUB-080 SUB-087 SUB-106: notice and charge fall two months and one before the expiry")
{
    struct Row { // appendix T2
        std::string_view expires_on;
        std::string_view notice;
        std::string_view notice_at_month_end;
        std::string_view charge;
        std::string_view charge_at_month_end;
    };
    const Row rows[] = {
        {"2024-02-29", "2023-12-29", "2023-12-31", "2024-01-29", "2024-01-31"},
        {"2025-01-31", "2024-11-30", "2024-11-30", "2024-12-31", "2024-12-31"},
        {"2025-02-28", "2024-12-28", "2024-12-31", "2025-01-28", "2025-01-31"},
        {"2025-03-31", "2025-01-31", "2025-01-31", "2025-02-28", "2025-02-28"},
        {"2024-04-30", "2024-02-29", "2024-02-29", "2024-03-30", "2024-03-31"},
        {"2025-04-30", "2025-02-28", "2025-02-28", "2025-03-30", "2025-03-31"},
        {"2025-05-31", "2025-03-31", "2025-03-31", "2025-04-30", "2025-04-30"},
        {"2025-06-30", "2025-04-30", "2025-04-30", "2025-05-30", "2025-05-31"},
        {"2025-07-31", "2025-05-31", "2025-05-31", "2025-06-30", "2025-06-30"},
        {"2025-08-31", "2025-06-30", "2025-06-30", "2025-07-31", "2025-07-31"},
        {"2025-09-30", "2025-07-30", "2025-07-31", "2025-08-30", "2025-08-31"},
        {"2025-10-31", "2025-08-31", "2025-08-31", "2025-09-30", "2025-09-30"},
        {"2025-11-30", "2025-09-30", "2025-09-30", "2025-10-30", "2025-10-31"},
        {"2025-12-31", "2025-10-31", "2025-10-31", "2025-11-30", "2025-11-30"},
        // A legacy expiry inside a month: both rules agree.
        {"2025-03-30", "2025-01-30", "2025-01-30", "2025-02-28", "2025-02-28"},
        {"2025-06-15", "2025-04-15", "2025-04-15", "2025-05-15", "2025-05-15"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.expires_on);
        const auto expires_on = day(row.expires_on);
        CHECK(notice_due(expires_on, MonthRule::clamp) == day(row.notice));
        CHECK(notice_due(expires_on, MonthRule::month_end) == day(row.notice_at_month_end));
        CHECK(charge_due(expires_on, MonthRule::clamp) == day(row.charge));
        CHECK(charge_due(expires_on, MonthRule::month_end) == day(row.charge_at_month_end));
    }
}

TEST_CASE("SUB-084 SUB-090: the payer always has a month to talk and a month to mend the card")
{
    for (Date end{2019, 1, 31}; end < Date{2120, 1, 1}; end = end.plus_days(1).end_of_month()) {
        CAPTURE(end.iso());
        CHECK(end - charge_due(end, MonthRule::clamp) == 31);
        const int at_month_end = end - charge_due(end, MonthRule::month_end);
        CHECK((at_month_end >= 28 && at_month_end <= 31));
        for (const auto rule : {MonthRule::clamp, MonthRule::month_end}) {
            const int told = end - notice_due(end, rule);
            CHECK((told >= 59 && told <= 62));
            CHECK(notice_due(end, rule) < charge_due(end, rule));
        }
    }
    CHECK(rc::check("the clamp is never later than the month end", [](Date expires_on) {
        RC_ASSERT(notice_due(expires_on, MonthRule::clamp) <=
                  notice_due(expires_on, MonthRule::month_end));
        RC_ASSERT(charge_due(expires_on, MonthRule::clamp) <=
                  charge_due(expires_on, MonthRule::month_end));
    }));
}

TEST_CASE("SUB-131: what costs nothing is a group apart from the rest of its month")
{
    const Date expiry{2026, 12, 31};
    const auto euro = [](std::int64_t minor) { return Money{minor, Currency::of("EUR")}; };
    CHECK(renewal_group(expiry, euro(1)) == group_month(expiry));
    CHECK(renewal_group(expiry, euro(0)) != group_month(expiry));
    CHECK(renewal_group(expiry, euro(0)) == renewal_group(expiry.plus_days(-16), euro(0)));
    CHECK(renewal_group(expiry, euro(0)) != renewal_group(expiry.plus_days(1), euro(0)));
}

TEST_CASE("SUB-103: what expires in one month is one group")
{
    CHECK(group_month(Date{2026, 12, 31}) == "2026-12");
    CHECK(group_month(Date{2025, 3, 30}) == group_month(Date{2025, 3, 31}));
    // All month ends of a group are charged on one day, so that one invoice can hold them.
    CHECK(rc::check("one charge day a month", [](Date one) {
        const auto a = first_expiry(one, 1);
        const auto b = first_expiry(one.plus_days(*rc::gen::inRange(0, 31)), 1);
        if (group_month(a) == group_month(b))
            RC_ASSERT(charge_due(a, MonthRule::clamp) == charge_due(b, MonthRule::clamp));
    }));
}
