#include "base/period.hpp"

#include <doctest/doctest.h>

using duesday::Date;
using duesday::Period;

namespace {

Period period(const char* first, const char* last)
{
    return {Date::from_iso(first), Date::from_iso(last)};
}

} // namespace

TEST_CASE("SUB-037: both ends of a period are days of service")
{
    const auto year = period("2025-01-01", "2025-12-31");
    CHECK(year.days() == 365);
    CHECK(year.contains(Date{2025, 1, 1}));
    CHECK(year.contains(Date{2025, 12, 31}));
    CHECK_FALSE(year.contains(Date{2024, 12, 31}));
    CHECK_FALSE(year.contains(Date{2026, 1, 1}));
    CHECK(period("2025-06-15", "2025-06-15").days() == 1);
}

TEST_CASE("periods overlap where they share a day")
{
    struct Row {
        Period a;
        Period b;
        bool overlap;
    };
    const auto march = period("2025-03-01", "2025-03-31");
    const Row rows[] = {
        {march, march, true},
        {march, period("2025-03-31", "2025-04-30"), true},
        {march, period("2025-02-01", "2025-03-01"), true},
        {march, period("2025-01-01", "2025-12-31"), true},
        {march, period("2025-03-15", "2025-03-15"), true},
        {march, period("2025-04-01", "2025-04-30"), false},
        {march, period("2025-02-01", "2025-02-28"), false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.b.first.iso());
        CHECK(row.a.overlaps(row.b) == row.overlap);
        CHECK(row.b.overlaps(row.a) == row.overlap);
    }
}

TEST_CASE("a run tiles where each period begins the day after the last one ends")
{
    const auto first = period("2024-02-29", "2025-02-28");
    CHECK(first.is_followed_by(period("2025-03-01", "2026-02-28")));
    CHECK_FALSE(first.is_followed_by(period("2025-02-28", "2026-02-28")));
    CHECK_FALSE(first.is_followed_by(period("2025-03-02", "2026-02-28")));
    CHECK_FALSE(first.is_followed_by(first));
}
