#include "rules/metering/released_volume.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

namespace {

Date day(const char* iso)
{
    return Date::from_iso(iso);
}

struct Row {
    const char* what;
    BilledSoFar billed;
    const char* read_on;
    std::int64_t counted;
    std::vector<ReleasedVolume> expected;
};

const Date march = day("2026-03-31"), june = day("2026-06-30"), september = day("2026-09-30"),
           december = day("2026-12-31");

} // namespace

TEST_CASE("MTR-022: what the release of a reading bills")
{
    using enum VolumeKind;
    const Row rows[] = {
        {"what was counted",
         {june, june, {}},
         "2026-09-30",
         900,
         {{reading, june, september, 900}}},
        {"nothing was counted", {june, june, {}}, "2026-09-30", 0, {{reading, june, september, 0}}},
        {"of another device since, up to whose end it is billed",
         {june, day("2026-06-24"), {}},
         "2026-09-30",
         900,
         {{reading, day("2026-06-24"), september, 900}}},
        {"backwards on a person's word",
         {june, june, {}},
         "2026-09-30",
         -40,
         {{reading, june, september, 0}, {correction, june, september, -40}}},
        {"behind an estimate that was too high: 92 of 183 days are after it",
         {june, september, EstimatedSince{june, 1000}},
         "2026-12-30",
         1830,
         {{reading, september, day("2026-12-30"), 910}, {true_up, june, september, -80}}},
        {"behind an estimate that was right: the true-up says so",
         {june, september, EstimatedSince{june, 920}},
         "2026-12-31",
         1840,
         {{reading, september, december, 920}, {true_up, june, september, 0}}},
        {"behind two estimates: one true-up for both",
         {march, september, EstimatedSince{march, 1000}},
         "2026-12-31",
         2750,
         {{reading, september, december, 920}, {true_up, march, september, 830}}},
        {"backwards behind an estimate",
         {june, september, EstimatedSince{june, 1000}},
         "2026-12-31",
         -5,
         {{reading, september, december, 0},
          {true_up, june, september, -1000},
          {correction, september, december, -5}}},
        {"as large as a counter gets",
         {june, september, EstimatedSince{june, 0}},
         "2026-12-31",
         999'999'999'999'999'999,
         {{reading, september, december, 499'999'999'999'999'999},
          {true_up, june, september, 500'000'000'000'000'000}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto volumes = volumes_of_reading(row.billed, day(row.read_on), row.counted);
        CHECK(volumes == row.expected);
        std::int64_t sum = row.billed.estimated ? row.billed.estimated->volume : 0;
        for (const auto& volume : volumes)
            sum += volume.volume;
        CHECK(sum == row.counted); // nothing twice, nothing forgotten
    }
}

TEST_CASE("the kinds of volumes have the names that the book stores")
{
    for (const auto kind :
         {VolumeKind::reading, VolumeKind::estimate, VolumeKind::true_up, VolumeKind::correction})
        CHECK(volume_kind(name_of(kind)) == kind);
    CHECK_FALSE(volume_kind("guess").has_value());
    CHECK(puts_right(VolumeKind::true_up));
    CHECK(puts_right(VolumeKind::correction));
    CHECK_FALSE(puts_right(VolumeKind::estimate));
}
