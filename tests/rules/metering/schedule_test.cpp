#include "rules/metering/schedule.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

namespace {

Date day(const char* iso)
{
    return Date::from_iso(iso);
}

} // namespace

TEST_CASE("MTR-008: a contract is due on what was asked for or on its day or at once")
{
    const auto today = day("2027-01-05");
    CHECK(reading_due_on({}, {}, today) == today);
    CHECK(reading_due_on({}, day("2026-12-31"), today) == day("2026-12-31"));
    CHECK(reading_due_on(day("2026-12-20"), day("2026-12-31"), today) == day("2026-12-20"));
    CHECK(reading_due_on(day("2026-12-20"), {}, today) == day("2026-12-20"));
    CHECK(reading_period(day("2026-12-31")) == "2026-12");
}

TEST_CASE("MTR-019: a reading counts for the due day that it is nearest to")
{
    struct Row {
        const char* due_on;
        int months;
        const char* requested_on; // empty: not asked
        const char* read_on;
        bool counts;
    };
    // From 30 September to 31 December are 92 days: the middle is 15 November.
    const Row rows[] = {
        {"2026-12-31", 3, "", "2026-11-15", false},
        {"2026-12-31", 3, "", "2026-11-16", true},
        {"2026-12-31", 3, "", "2027-02-01", true}, // late, and nothing else was due meanwhile
        {"2026-12-31", 3, "2026-11-10", "2026-11-09", false},
        {"2026-12-31", 3, "2026-11-10", "2026-11-10", true}, // asked early
        {"2026-12-31", 3, "2027-01-10", "2026-12-31", true},
        {"2026-03-31", 1, "", "2026-03-15", false}, // from 28 February: 31 days
        {"2026-03-31", 1, "", "2026-03-16", true},
        {"2028-02-29", 12, "", "2027-08-30", false}, // from 28 February 2027: 366 days
        {"2028-02-29", 12, "", "2027-08-31", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.due_on);
        CAPTURE(row.read_on);
        ReadingTerm term{day(row.due_on), row.months, {}};
        if (*row.requested_on != '\0')
            term.requested_on = day(row.requested_on);
        CHECK(counts_for(term, day(row.read_on)) == row.counts);
    }
}

TEST_CASE("the next reading is due a period later and behind the day of the release")
{
    struct Row {
        const char* due_on;
        int months;
        const char* released_on;
        const char* next;
    };
    const Row rows[] = {
        {"2026-12-31", 3, "2027-01-04", "2027-03-31"},
        {"2026-12-31", 3, "2026-12-20", "2027-03-31"}, // read before it was due
        {"2026-11-30", 3, "2026-12-01", "2027-02-28"}, // clamped
        {"2026-12-31", 3, "2027-03-30", "2027-03-31"},
        {"2026-12-31", 3, "2027-03-31", "2027-06-30"}, // three months late: one is left out
        {"2026-12-31", 1, "2027-03-01", "2027-03-31"}, // not 28 March: counted from the 31st
        {"2026-01-31", 12, "2029-05-01", "2030-01-31"},
        {"2026-12-31", 0, "2027-01-04", "2027-01-31"}, // no period of the book is
    };
    for (const auto& row : rows) {
        CAPTURE(row.due_on);
        CAPTURE(row.released_on);
        CHECK(next_reading_due({day(row.due_on), row.months, {}}, day(row.released_on)) ==
              day(row.next));
    }
}

TEST_CASE("MTR-007: two reminders at most and none once all readings are in")
{
    struct Row {
        const char* today;
        int reminders;
        bool are_in;
        bool is_due;
    };
    const Row rows[] = {
        {"2026-12-07", 0, false, false}, {"2026-12-08", 0, false, true},
        {"2026-12-08", 0, true, false},  {"2026-12-08", 1, false, true},
        {"2026-12-08", 2, false, false}, {"2027-12-08", 2, false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.today);
        CAPTURE(row.reminders);
        CHECK(is_reminder_due({day("2026-12-01"), row.reminders, row.are_in}, {7, 2},
                              day(row.today)) == row.is_due);
    }
}

TEST_CASE("MTR-012: a link is valid for 60 days")
{
    CHECK(link_valid_until(day("2026-12-01")) == day("2027-01-30"));
}
