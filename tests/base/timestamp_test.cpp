#include "base/date.hpp"
#include "base/timestamp.hpp"
#include "support/faults.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <limits>
#include <string>

using duesday::Date;
using duesday::FaultKind;
using duesday::Timestamp;

TEST_CASE("a moment is written in UTC to the millisecond")
{
    struct Row {
        std::int64_t ms;
        std::string text;
    };
    const Row rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {1, "1970-01-01T00:00:00.001Z"},
        {86'399'999, "1970-01-01T23:59:59.999Z"},
        {86'400'000, "1970-01-02T00:00:00.000Z"},
        {-86'400'000, "1969-12-31T00:00:00.000Z"},
        {1'796'001'420'000, "2026-11-30T01:17:00.000Z"},
        {951'782'400'123, "2000-02-29T00:00:00.123Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(Timestamp{row.ms}.iso() == row.text);
        REQUIRE(Timestamp::parse(row.text));
        CHECK(Timestamp::parse(row.text)->ms_since_1970 == row.ms);
    }
}

TEST_CASE("only the form that is written can be read")
{
    const char* bad[] = {
        "",
        "2026-11-30",
        "2026-11-30T01:17:00Z",
        "2026-11-30T01:17:00.000",
        "2026-11-30 01:17:00.000Z",
        "2026-11-30T01:17:00.000z",
        "2026-11-30T01:17:00.0000Z",
        "2026-11-31T01:17:00.000Z",
        "2026-11-30T24:00:00.000Z",
        "2026-11-30T01:60:00.000Z",
        "2026-11-30T01:17:60.000Z",
        "2026-11-30T-0:17:00.000Z",
        "2026-11-30T01:-0:00.000Z",
        "2026-11-30T01:17:-0.000Z",
        "2026-11-30T01:17:00.-00Z",
        "2026-11-30T 1:17:00.000Z",
        "2026-11-30T+1:17:00.000Z",
        "2026-11-30T01:17:00,000Z",
        "2026-11-30T0a:17:00.000Z",
    };
    for (const std::string text : bad) {
        CAPTURE(text);
        CHECK_FALSE(Timestamp::parse(text));
    }
}

TEST_CASE("a moment outside the calendar is a fault")
{
    CHECK_FAULT(FaultKind::bug, Timestamp{std::numeric_limits<std::int64_t>::max()}.iso());
    CHECK_FAULT(FaultKind::bug, Timestamp{std::numeric_limits<std::int64_t>::min()}.iso());
    // So many days that 32 bits would come round to a day of this century.
    CHECK_FAULT(FaultKind::bug, Timestamp{(4'294'967'296 + 20'000) * 86'400'000}.iso());
}

TEST_CASE("laws of moments")
{
    const auto moment = [] {
        const std::int64_t lowest = Date{1900, 1, 1}.days_since_1970() * std::int64_t{86'400'000};
        const std::int64_t highest =
            Date{9999, 12, 31}.days_since_1970() * std::int64_t{86'400'000};
        return Timestamp{*rc::gen::inRange(lowest, highest)};
    };
    CHECK(rc::check("text there and back", [&] {
        const auto at = moment();
        RC_ASSERT(Timestamp::parse(at.iso()) == at);
    }));
    CHECK(rc::check("text sorts as the moments do", [&] {
        const auto a = moment();
        const auto b = moment();
        RC_ASSERT((a < b) == (a.iso() < b.iso()));
    }));
    CHECK(rc::check("seconds add up", [&] {
        const auto at = moment();
        const auto seconds = *rc::gen::inRange<std::int64_t>(-100'000, 100'000);
        RC_ASSERT(at.plus_seconds(seconds).ms_since_1970 - at.ms_since_1970 == seconds * 1000);
    }));
}
