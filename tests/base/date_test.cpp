#include "base/date.hpp"
#include "support/faults.hpp"
#include "support/generators.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <climits>
#include <string>

using duesday::Date;
using duesday::FaultKind;

namespace {

Date day(const std::string& iso)
{
    return Date::from_iso(iso);
}

bool is_month_end(Date date)
{
    return date.plus_days(1).day() == 1;
}

} // namespace

TEST_CASE("only an existing day of the form YYYY-MM-DD is a date")
{
    const char* good[] = {"1900-01-01", "9999-12-31", "1970-01-01", "2024-02-29",
                          "2000-02-29", "2025-02-28", "2026-11-30"};
    for (const std::string text : good) {
        CAPTURE(text);
        REQUIRE(Date::parse(text));
        CHECK(Date::parse(text)->iso() == text);
    }
    const char* bad[] = {
        "",           "2026",       "2026-11",    "2026-11-31",  "2025-02-29",  "1900-02-29",
        "2026-00-10", "2026-13-01", "2026-01-00", "2026-1-1",    "26-11-30",    "2026/11/30",
        "30-11-2026", "2026-11-3O", " 2026-11-3", "2026-11-30 ", "2026-11-30T", "+026-11-30",
        "-026-11-30", "2026--1-30", "2026-11--1", "2026-+1-30",  "2026-11-+1",  "1899-12-31",
        "0000-00-00", "today",      "20261130",   "2026-11-30Z", "\n026-11-30"};
    for (const std::string text : bad) {
        CAPTURE(text);
        CHECK_FALSE(Date::parse(text));
        CHECK_FAULT(FaultKind::bad_input, Date::from_iso(text));
    }
    CHECK_FALSE(Date::parse(std::string_view{"2026-11-3\0", 10}));
}

TEST_CASE("a date outside the calendar is a fault")
{
    CHECK_FAULT(FaultKind::bug, Date{2025, 2, 29});
    CHECK_FAULT(FaultKind::bug, Date{1899, 12, 31});
    CHECK_FAULT(FaultKind::bug, Date{10000, 1, 1});
    CHECK_FAULT(FaultKind::bug, Date{2025, -1, 1});
    const auto last = day("9999-12-31");
    const auto first = day("1900-01-01");
    CHECK_FAULT(FaultKind::bug, last.plus_days(1));
    CHECK_FAULT(FaultKind::bug, last.plus_days(INT_MAX));
    CHECK_FAULT(FaultKind::bug, last.plus_months(1));
    CHECK_FAULT(FaultKind::bug, last.plus_months(INT_MAX));
    CHECK_FAULT(FaultKind::bug, first.plus_days(-1));
    CHECK_FAULT(FaultKind::bug, first.plus_days(INT_MIN));
    CHECK_FAULT(FaultKind::bug, first.plus_months(-1));
    CHECK_FAULT(FaultKind::bug, first.plus_months(INT_MIN));
    CHECK_FAULT(FaultKind::bug, Date::from_days(INT_MAX));
}

TEST_CASE("months are added with the day clamped to the month (D2)")
{
    struct Row {
        std::string from;
        int months;
        std::string to;
    };
    const Row rows[] = {
        {"2025-03-31", -1, "2025-02-28"}, // what chrono and SQLite make 3 March
        {"2024-03-31", -1, "2024-02-29"},
        {"2024-02-29", 12, "2025-02-28"}, // what SQLite makes 1 March
        {"2025-01-31", 1, "2025-02-28"},
        {"2025-08-31", 1, "2025-09-30"},
        {"2025-02-28", 1, "2025-03-28"}, // a month end is not kept: that is end_of_month
        {"2025-12-15", 1, "2026-01-15"},
        {"2025-01-15", -1, "2024-12-15"},
        {"2025-01-15", -13, "2023-12-15"},
        {"2025-06-30", 0, "2025-06-30"},
        {"2025-06-30", 120, "2035-06-30"},
        {"1900-01-31", 1, "1900-02-28"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.from);
        CAPTURE(row.months);
        CHECK(day(row.from).plus_months(row.months).iso() == row.to);
    }
}

TEST_CASE("T1: the last day of the month of purchase in year plus term")
{
    struct Row {
        std::string bought;
        std::string one;
        std::string three;
        std::string five;
        std::string ten;
    };
    const Row rows[] = {
        {"2019-12-05", "2020-12-31", "2022-12-31", "2024-12-31", "2029-12-31"},
        {"2023-02-10", "2024-02-29", "2026-02-28", "2028-02-29", "2033-02-28"},
        {"2023-02-28", "2024-02-29", "2026-02-28", "2028-02-29", "2033-02-28"},
        {"2024-01-01", "2025-01-31", "2027-01-31", "2029-01-31", "2034-01-31"},
        {"2024-01-31", "2025-01-31", "2027-01-31", "2029-01-31", "2034-01-31"},
        {"2024-02-28", "2025-02-28", "2027-02-28", "2029-02-28", "2034-02-28"},
        {"2024-02-29", "2025-02-28", "2027-02-28", "2029-02-28", "2034-02-28"},
        {"2024-04-30", "2025-04-30", "2027-04-30", "2029-04-30", "2034-04-30"},
        {"2024-12-31", "2025-12-31", "2027-12-31", "2029-12-31", "2034-12-31"},
        {"2025-06-15", "2026-06-30", "2028-06-30", "2030-06-30", "2035-06-30"},
        {"2027-02-15", "2028-02-29", "2030-02-28", "2032-02-29", "2037-02-28"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.bought);
        const auto end = [&](int years) {
            return day(row.bought).plus_months(12 * years).end_of_month().iso();
        };
        CHECK(end(1) == row.one);
        CHECK(end(3) == row.three);
        CHECK(end(5) == row.five);
        CHECK(end(10) == row.ten);
    }
}

TEST_CASE("T2: one and two months before a month end")
{
    struct Row {
        std::string expiry;
        std::string notice;
        std::string charge;
    };
    const Row rows[] = {
        {"2024-02-29", "2023-12-29", "2024-01-29"}, {"2025-01-31", "2024-11-30", "2024-12-31"},
        {"2025-02-28", "2024-12-28", "2025-01-28"}, {"2025-03-31", "2025-01-31", "2025-02-28"},
        {"2024-04-30", "2024-02-29", "2024-03-30"}, {"2025-04-30", "2025-02-28", "2025-03-30"},
        {"2025-05-31", "2025-03-31", "2025-04-30"}, {"2025-06-30", "2025-04-30", "2025-05-30"},
        {"2025-07-31", "2025-05-31", "2025-06-30"}, {"2025-08-31", "2025-06-30", "2025-07-31"},
        {"2025-09-30", "2025-07-30", "2025-08-30"}, {"2025-10-31", "2025-08-31", "2025-09-30"},
        {"2025-11-30", "2025-09-30", "2025-10-30"}, {"2025-12-31", "2025-10-31", "2025-11-30"},
        {"2025-03-30", "2025-01-30", "2025-02-28"}, // a legacy expiry inside a month
    };
    for (const auto& row : rows) {
        CAPTURE(row.expiry);
        CHECK(day(row.expiry).plus_months(-2).iso() == row.notice);
        CHECK(day(row.expiry).plus_months(-1).iso() == row.charge);
    }
}

TEST_CASE("T3: a chain from 29 February returns to the month end each year")
{
    const char* ends[] = {"2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28",
                          "2030-02-28", "2031-02-28", "2032-02-29", "2033-02-28"};
    auto end = day("2024-02-29");
    for (const std::string expected : ends) {
        end = end.plus_months(12).end_of_month();
        CHECK(end.iso() == expected);
    }
}

TEST_CASE("the charge day is exactly 31 days before every month end from 2019 to 2119")
{
    int checked = 0;
    for (auto end = day("2019-01-31"); end <= day("2119-12-31");
         end = end.plus_days(1).end_of_month(), ++checked) {
        CAPTURE(end.iso());
        REQUIRE(is_month_end(end));
        CHECK(end - end.plus_months(-1) == 31);
        const int notice = end - end.plus_months(-2);
        CHECK(notice >= 59);
        CHECK(notice <= 62);
    }
    CHECK(checked == 101 * 12);
}

TEST_CASE("parts and texts of a date")
{
    const auto date = day("2026-11-05");
    CHECK(date.year() == 2026);
    CHECK(date.month() == 11);
    CHECK(date.day() == 5);
    CHECK(date.year_month() == "2026-11");
    CHECK(Date{}.iso() == "1970-01-01");
    CHECK(Date{}.days_since_1970() == 0);
    CHECK(day("1969-12-31").days_since_1970() == -1);
    CHECK(day("2000-03-01") - day("2000-02-28") == 2);
    CHECK(day("1900-03-01") - day("1900-02-28") == 1);
    CHECK(day("2025-12-31") < day("2026-01-01"));
}

TEST_CASE("laws of the calendar")
{
    CHECK(rc::check("text there and back", [](Date d) { RC_ASSERT(Date::parse(d.iso()) == d); }));
    CHECK(rc::check("text sorts as the days do",
                    [](Date a, Date b) { RC_ASSERT((a < b) == (a.iso() < b.iso())); }));
    CHECK(rc::check("plus_months is monotone in the day", [](Date a, Date b) {
        const int months = *rc::gen::inRange(-600, 600);
        RC_PRE(a <= b);
        RC_ASSERT(a.plus_months(months) <= b.plus_months(months));
    }));
    CHECK(rc::check("plus_months is strictly monotone in the months", [](Date d) {
        const int months = *rc::gen::inRange(-600, 600);
        RC_ASSERT(d.plus_months(months) < d.plus_months(months + 1));
    }));
    CHECK(rc::check("plus_months reaches the named month and never a later day", [](Date d) {
        const int months = *rc::gen::inRange(-600, 600);
        const auto there = d.plus_months(months);
        RC_ASSERT((there.year() - d.year()) * 12 + there.month() - d.month() == months);
        RC_ASSERT(there.day() <= d.day());
        RC_ASSERT(there.day() == d.day() || is_month_end(there));
    }));
    CHECK(rc::check("the end of a month is its last day", [](Date d) {
        const auto end = d.end_of_month();
        RC_ASSERT(is_month_end(end));
        RC_ASSERT(end.year_month() == d.year_month());
        RC_ASSERT(end.end_of_month() == end);
    }));
    CHECK(rc::check("days add up", [](Date d) {
        const int days = *rc::gen::inRange(-30000, 30000);
        RC_ASSERT(d.plus_days(days) - d == days);
    }));
}
