// F8: business days and moments on the nights on which clocks are set, in a zone where that is in
// the night and in one where it is at midnight.

#include "flow/delivery_backoff.hpp"
#include "runtime/clock.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using runtime::Clock;

namespace {

Timestamp at(const char* moment)
{
    return *Timestamp::parse(moment);
}

std::int64_t hours_between(Timestamp from, Timestamp to)
{
    return (to.ms_since_1970 - from.ms_since_1970) / 3'600'000;
}

constexpr const char* brussels = "Europe/Brussels"; ///< at 2 and at 3 o'clock
constexpr const char* beirut = "Asia/Beirut";       ///< both at midnight

} // namespace

TEST_CASE("F8: the business day is that of the zone on both sides of a gap and of a fold")
{
    struct Row {
        const char* zone;
        const char* real;
        Date today;
    };
    const Row rows[] = {
        {brussels, "2026-03-28T22:59:59.999Z", {2026, 3, 28}},
        {brussels, "2026-03-28T23:00:00.000Z", {2026, 3, 29}},
        {brussels, "2026-03-29T00:59:59.999Z", {2026, 3, 29}}, // 01:59:59 in winter
        {brussels, "2026-03-29T01:00:00.000Z", {2026, 3, 29}}, // 03:00 in summer
        {brussels, "2026-03-29T21:59:59.999Z", {2026, 3, 29}}, // a day of 23 hours
        {brussels, "2026-03-29T22:00:00.000Z", {2026, 3, 30}},
        {brussels, "2026-10-24T21:59:59.999Z", {2026, 10, 24}},
        {brussels, "2026-10-24T22:00:00.000Z", {2026, 10, 25}},
        {brussels, "2026-10-25T00:30:00.000Z", {2026, 10, 25}}, // 02:30 for the first time
        {brussels, "2026-10-25T01:30:00.000Z", {2026, 10, 25}}, // and again
        {brussels, "2026-10-25T22:59:59.999Z", {2026, 10, 25}}, // a day of 25 hours
        {brussels, "2026-10-25T23:00:00.000Z", {2026, 10, 26}},
        {beirut, "2026-03-28T21:59:59.999Z", {2026, 3, 28}},
        {beirut, "2026-03-28T22:00:00.000Z", {2026, 3, 29}}, // 01:00: there is no midnight
        {beirut, "2026-10-24T20:59:59.999Z", {2026, 10, 24}},
        {beirut, "2026-10-24T21:00:00.000Z", {2026, 10, 24}}, // 23:00 again
        {beirut, "2026-10-24T21:59:59.999Z", {2026, 10, 24}},
        {beirut, "2026-10-24T22:00:00.000Z", {2026, 10, 25}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.real);
        const Clock clock{row.zone, std::nullopt, [&] { return at(row.real); }};
        CHECK(clock.today().iso() == row.today.iso());
        CHECK(clock.now() == clock.real());
    }
}

TEST_CASE("F8: with a day given now is that day at the clock's time of day in the zone")
{
    struct Row {
        const char* zone;
        const char* real;
        Date today;
        const char* now;
    };
    const Row rows[] = {
        // 23:30 in winter is 23:30 in summer: still the day that was asked for.
        {brussels, "2026-11-22T22:30:00.000Z", {2026, 7, 1}, "2026-07-01T21:30:00.000Z"},
        {brussels, "2026-07-01T22:30:00.000Z", {2026, 12, 1}, "2026-11-30T23:30:00.000Z"},
        {brussels, "2026-11-22T11:00:00.000Z", {2026, 11, 30}, "2026-11-30T11:00:00.000Z"},
        // 02:30 does not exist in the gap, and exists twice in the fold.
        {brussels, "2026-11-22T01:30:00.000Z", {2026, 3, 29}, "2026-03-29T01:00:00.000Z"},
        {brussels, "2026-11-22T01:30:00.000Z", {2026, 10, 25}, "2026-10-25T00:30:00.000Z"},
        {beirut, "2026-11-22T22:30:00.000Z", {2026, 3, 29}, "2026-03-28T22:00:00.000Z"},
        {beirut, "2026-11-22T21:30:00.000Z", {2026, 10, 24}, "2026-10-24T20:30:00.000Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.real);
        CAPTURE(row.today.iso());
        const Clock clock{row.zone, row.today, [&] { return at(row.real); }};
        CHECK(clock.today().iso() == row.today.iso());
        CHECK(clock.now().iso() == row.now);
        const auto moment = clock.now();
        CHECK(Clock{row.zone, std::nullopt, [&] { return moment; }}.today().iso() ==
              row.today.iso());
    }
}

TEST_CASE("F8 SUB-094: the promise of 24 hours and the back-off count hours and not days")
{
    struct Row {
        const char* zone;
        Date before;        ///< the day before clocks are set
        std::int64_t hours; ///< to the same time of the next day
    };
    const Row rows[] = {
        {brussels, {2026, 3, 28}, 23}, {brussels, {2026, 10, 24}, 25}, {brussels, {2026, 5, 1}, 24},
        {beirut, {2026, 3, 28}, 23},   {beirut, {2026, 10, 24}, 25},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.before.iso());
        const auto noon = [&](Date day) {
            return Clock{row.zone, day, [] { return at("2026-11-22T10:00:00.000Z"); }}.now();
        };
        const auto caused = noon(row.before);
        CHECK(hours_between(caused, noon(row.before.plus_days(1))) == row.hours);
        // The sixth wait is twelve hours, and after three days it is given up, on any night.
        CHECK(hours_between(caused, *flow::next_delivery(6, caused, caused)) == 12);
        const auto end = caused.plus_seconds(std::int64_t{3} * 24 * 3600);
        CHECK(flow::next_delivery(6, caused, end.plus_seconds(-1)));
        CHECK_FALSE(flow::next_delivery(6, caused, end));
    }
}
