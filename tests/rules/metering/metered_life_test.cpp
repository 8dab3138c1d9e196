#include "rules/metering/metered_life.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;
using namespace duesday::rules;

namespace {

using Said = MeteredLife::Said;
using Billed = MeteredLife::Billed;

Said read(std::int64_t device, const char* day, std::int64_t value)
{
    return {device, {Date::from_iso(day), value}, false, false, false};
}

Said estimated(std::int64_t device, const char* day, std::int64_t value)
{
    return {device, {Date::from_iso(day), value}, true, false, false};
}

Said corrected(std::int64_t device, const char* day, std::int64_t value)
{
    return {device, {Date::from_iso(day), value}, false, true, false};
}

Said forced(std::int64_t device, const char* day, std::int64_t value)
{
    return {device, {Date::from_iso(day), value}, false, false, true};
}

Billed billed(const char* from, const char* to, std::int64_t volume)
{
    return {Date::from_iso(from), Date::from_iso(to), volume, false, false};
}

Billed by_estimate(const char* from, const char* to, std::int64_t volume)
{
    return {Date::from_iso(from), Date::from_iso(to), volume, true, false};
}

Billed put_right(const char* from, const char* to, std::int64_t volume)
{
    return {Date::from_iso(from), Date::from_iso(to), volume, false, true};
}

struct Case {
    MeteredLife life;
    const char* problem; ///< how it begins; empty: none
};

const Case cases[] = {
    {{}, ""},
    {{{read(1, "2026-03-31", 100)}, {}}, ""},
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-06-30", 150)}},
     ""},
    // Not what the readings say, or not there.
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-06-30", 151)}},
     "its readings say 150, billed are 151"},
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250)}, {}}, "it was read to 2026-06-30"},
    {{{}, {billed("2026-03-31", "2026-06-30", 150)}}, "it is billed without"},
    // Gaps, overlaps, and days that nobody read.
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250)},
      {billed("2026-04-01", "2026-06-30", 150)}},
     "the volume up to 2026-06-30 begins on 2026-04-01"},
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250), read(1, "2026-09-30", 300)},
      {billed("2026-03-31", "2026-06-30", 150), billed("2026-06-29", "2026-09-30", 50)}},
     "the volume up to 2026-09-30 begins on 2026-06-29"},
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-07-01", 150)}},
     "it was read to 2026-06-30, and billed to 2026-07-01"},
    {{{read(1, "2026-03-31", 250), forced(1, "2026-06-30", 100)},
      {billed("2026-03-31", "2026-06-30", -150)}},
     "the volume from 2026-03-31 to 2026-06-30 is -150"},
    // R3: it began again, with as many digits as it may have.
    {{{read(1, "2026-03-31", 999950), read(1, "2026-06-30", 120)},
      {billed("2026-03-31", "2026-06-30", 170)}},
     ""},
    {{{read(1, "2026-03-31", 999950), read(1, "2026-06-30", 120)},
      {billed("2026-03-31", "2026-06-30", 9000170)}},
     ""},
    {{{read(1, "2026-03-31", 999950), read(1, "2026-06-30", 120)},
      {billed("2026-03-31", "2026-06-30", 171)}},
     "its readings say"},
    {{{read(1, "2026-03-31", 250), read(1, "2026-06-30", 120)},
      {billed("2026-03-31", "2026-06-30", 0)}},
     "its readings say"},
    // ... unless a person said that it fell.
    {{{read(1, "2026-03-31", 250), forced(1, "2026-06-30", 120)},
      {billed("2026-03-31", "2026-06-30", 0)}},
     ""},
    // R8: nothing is counted between two devices, and the start alone counts nothing.
    {{{read(1, "2026-03-31", 900), read(1, "2026-05-12", 950), read(2, "2026-05-13", 3)},
      {billed("2026-03-31", "2026-05-12", 50)}},
     ""},
    {{{read(1, "2026-03-31", 900), read(1, "2026-05-12", 950), read(2, "2026-05-13", 3),
       read(2, "2026-06-30", 103)},
      {billed("2026-03-31", "2026-05-12", 50), billed("2026-05-12", "2026-06-30", 100)}},
     ""},
    {{{read(1, "2026-03-31", 900), read(2, "2026-05-13", 3), read(1, "2026-06-30", 950)},
      {billed("2026-03-31", "2026-06-30", 50)}},
     "a device that was replaced before 2026-05-13 is read on 2026-06-30"},
    // Several sources of one day, and a correction of one of them.
    {{{read(1, "2026-03-31", 100), read(1, "2026-06-30", 250), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-06-30", 150)}},
     ""},
    {{{read(1, "2026-03-31", 100), corrected(1, "2026-06-30", 2500), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-06-30", 2400), put_right("2026-03-31", "2026-06-30", -2250)}},
     ""},
    {{{read(1, "2026-03-31", 100), corrected(1, "2026-06-30", 2500), read(1, "2026-06-30", 250)},
      {billed("2026-03-31", "2026-06-30", 2400)}},
     "its readings say 150, billed are 2400"},
    // An estimate, and what puts it right.
    {{{read(1, "2026-03-31", 100), estimated(1, "2026-06-30", 300)},
      {by_estimate("2026-03-31", "2026-06-30", 200)}},
     ""},
    // It stands where another device came and the old one was never read again.
    {{{read(1, "2026-03-31", 100), estimated(1, "2026-06-30", 300), read(2, "2026-08-31", 5)},
      {by_estimate("2026-03-31", "2026-06-30", 200)}},
     ""},
    {{{read(1, "2026-03-31", 100), estimated(1, "2026-06-30", 300), read(2, "2026-08-31", 5),
       read(2, "2026-09-30", 25)},
      {by_estimate("2026-03-31", "2026-06-30", 200), billed("2026-06-30", "2026-09-30", 20)}},
     ""},
    {{{read(1, "2026-03-31", 100), estimated(1, "2026-06-30", 300), read(1, "2026-09-30", 280)},
      {by_estimate("2026-03-31", "2026-06-30", 200), billed("2026-06-30", "2026-09-30", 90),
       put_right("2026-03-31", "2026-06-30", -110)}},
     ""},
    {{{read(1, "2026-03-31", 100), estimated(1, "2026-06-30", 300), read(1, "2026-09-30", 280)},
      {by_estimate("2026-03-31", "2026-06-30", 200), billed("2026-06-30", "2026-09-30", 90)}},
     "its readings say 180, billed are 290"},
};

} // namespace

TEST_CASE("DESIGN 6.5: volumes follow each other and are what the readings say")
{
    for (const auto& [life, problem] : cases) {
        const auto found = problem_of(life);
        CAPTURE(&life - &cases[0].life);
        CAPTURE(problem);
        CAPTURE(found);
        CHECK(found.empty() == std::string{problem}.empty());
        CHECK(found.starts_with(problem));
    }
}
