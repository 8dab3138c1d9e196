#include "rules/metering/device_order.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date loaded{2026, 11, 22}; ///< machines and their history were imported on this day

Date day(const char* iso)
{
    return Date::from_iso(iso);
}

DeviceStay unread(const char* serial, Date noted_on = loaded)
{
    return {serial, noted_on, std::nullopt};
}

DeviceStay read(const char* serial, const char* first, const char* last)
{
    return {serial, loaded, ReadDays{day(first), day(last)}};
}

struct Row {
    const char* name; ///< MTR-xxx and what it is an example of
    std::vector<DeviceStay> stays;
    const char* serial;
    const char* read_on;
    std::optional<std::size_t> after;
    std::size_t stay;
    bool is_known;
    std::optional<std::size_t> contradicts;
};

constexpr std::nullopt_t any = std::nullopt; ///< its meter was not read yet
constexpr std::nullopt_t none = std::nullopt;

const Row rows[] = {
    // Who needs no place of its own.
    {"MTR-026 R8 without a serial number the present one is meant",
     {read("Z", "2024-01-31", "2024-06-30"), unread("X")},
     " ",
     "2024-03-31",
     any,
     1,
     true,
     none},
    {"MTR-026 R8 blanks and case say nothing",
     {unread("Z"), unread("X1")},
     " x1",
     "2026-03-31",
     any,
     1,
     true,
     none},
    {"MTR-026 R8 a known one keeps its place though others were read since",
     {read("Z", "2024-01-31", "2024-06-30"), read("X", "2024-06-30", "2026-03-31")},
     "Z",
     "2025-01-31",
     any,
     0,
     true,
     none},
    // One that the book does not know stands where its days are.
    {"MTR-026 R8 before the present one", {unread("X")}, "Z", "2024-01-31", any, 0, false, none},
    {"MTR-026 R8 behind one that was read before",
     {read("Y", "2024-01-31", "2024-06-30"), unread("X")},
     "Z",
     "2024-06-30",
     any,
     1,
     false,
     none},
    {"MTR-026 R8 before one that was read later though that one was named first",
     {read("Y", "2025-03-31", "2025-06-30"), unread("X")},
     "Z",
     "2024-06-30",
     any,
     0,
     false,
     none},
    {"MTR-026 R8 between two",
     {read("W", "2023-03-31", "2023-12-31"), read("Y", "2025-03-31", "2025-06-30"), unread("X")},
     "Z",
     "2024-06-30",
     any,
     1,
     false,
     none},
    {"MTR-026 R8 on the day of a start its meter says on which side",
     {read("Y", "2024-06-30", "2024-06-30"), unread("X")},
     "Z",
     "2024-06-30",
     0,
     1,
     false,
     none},
    {"MTR-026 R8 not behind one that a machines file named by then",
     {unread("Y", Date{2025, 1, 15}), unread("X", Date{2026, 1, 15})},
     "Z",
     "2024-06-30",
     any,
     0,
     false,
     none},
    {"MTR-026 R8 but behind it where it is read later than that",
     {unread("Y", Date{2025, 1, 15}), unread("X", Date{2026, 1, 15})},
     "Z",
     "2025-06-30",
     any,
     1,
     false,
     none},
    // One that cannot have stood there.
    {"MTR-026 R8 not while another one is read",
     {read("Y", "2024-01-31", "2024-12-31"), unread("X")},
     "Z",
     "2024-06-30",
     any,
     1,
     false,
     0},
    {"MTR-026 R8 not behind the present one",
     {read("X", "2024-01-31", "2024-03-31")},
     "Z",
     "2024-06-30",
     any,
     0,
     false,
     0},
    {"MTR-026 R8 not even on the day on which its meter read the present one",
     {read("X", "2024-06-30", "2024-06-30")},
     "Z",
     "2024-06-30",
     0,
     0,
     false,
     0},
    // One that came back: A, B, A.
    {"MTR-026 R8 of several stays the one whose days fit: before",
     {read("A", "2024-01-31", "2024-06-30"), read("B", "2024-06-30", "2025-06-30"), unread("A")},
     "A",
     "2024-03-31",
     any,
     0,
     true,
     none},
    {"MTR-026 R8 of several stays the one whose days fit: behind",
     {read("A", "2024-01-31", "2024-06-30"), read("B", "2024-06-30", "2025-06-30"), unread("A")},
     "a",
     "2025-06-30",
     any,
     2,
     true,
     none},
    {"MTR-026 R8 the first stay where nothing was read yet",
     {unread("A"), unread("B"), unread("A")},
     "A",
     "2024-03-31",
     any,
     0,
     true,
     none},
    {"MTR-026 R8 the one behind those that a machines file named by then",
     {unread("A", Date{2024, 1, 15}), unread("B", Date{2025, 1, 15}),
      unread("A", Date{2026, 1, 15})},
     "A",
     "2025-03-31",
     any,
     2,
     true,
     none},
    {"MTR-026 R8 not before the one that its meter was read on",
     {read("A", "2024-01-31", "2024-06-30"), read("B", "2024-06-30", "2024-06-30"), unread("A")},
     "A",
     "2024-06-30",
     1,
     2,
     true,
     none},
    {"MTR-026 R8 its last stay where no day fits",
     {read("A", "2024-01-31", "2024-06-30"), read("B", "2024-06-30", "2025-06-30"), unread("A")},
     "A",
     "2024-12-31",
     any,
     2,
     true,
     none},
};

} // namespace

TEST_CASE("MTR-026 R8: devices stand in the order of the days on which they were read")
{
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto place = place_of_device(row.stays, row.serial, day(row.read_on), row.after);
        CHECK(place.stay == row.stay);
        CHECK(place.is_known == row.is_known);
        CHECK(place.contradicts == row.contradicts);
    }
}

TEST_CASE("MTR-026 R8: serial numbers that people write in their own way are of one device")
{
    CHECK(is_same_serial("A7990112", " a7990112 "));
    CHECK(is_same_serial("", " "));
    CHECK_FALSE(is_same_serial("A7990112", "A7990113"));
    CHECK_FALSE(is_same_serial("A799 0112", "A7990112"));
}
