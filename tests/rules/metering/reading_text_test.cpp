#include "rules/metering/reading_text.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>

using namespace duesday;
using namespace duesday::rules;

namespace {

using Problem = ReadingTextProblem;

struct Typed {
    const char* text;
    std::optional<Problem> problem;
    std::optional<std::int64_t> number; ///< the value, or what was probably meant
};

constexpr std::optional<std::int64_t> nobody_knows = std::nullopt;

const Typed typed_texts[] = {
    {"0", {}, 0},
    {"12345", {}, 12345},
    {"000120", {}, 120},
    {" 12345 ", {}, 12345},
    {"\t7\n", {}, 7},
    {"999999999999999999", {}, 999'999'999'999'999'999},
    {"", Problem::missing, nobody_knows},
    {"   ", Problem::missing, nobody_knows},
    // Thousands of one language or another.
    {"12.345", Problem::separators, 12345},
    {"12,345", Problem::separators, 12345},
    {"12 345", Problem::separators, 12345},
    {"12'345", Problem::separators, 12345},
    {"12_345", Problem::separators, 12345},
    {"12\u2019345", Problem::separators, 12345},
    {"12\u00a0345", Problem::separators, 12345},
    {"12\u202f345", Problem::separators, 12345},
    {"12\u2009345", Problem::separators, 12345},
    {"1.234.567", Problem::separators, 1234567},
    {"1 234 567", Problem::separators, 1234567},
    {"1.000", Problem::separators, 1000},
    {"12 34", Problem::separators, 1234},
    {"1 2 3 4", Problem::separators, 1234},
    {"999.999.999.999.999.999", Problem::separators, 999'999'999'999'999'999},
    {"1.999.999.999.999.999.999", Problem::separators, nobody_knows},
    // Decimals: the whole part was meant.
    {"12345.6", Problem::decimals, 12345},
    {"12345,6", Problem::decimals, 12345},
    {"12345.678", Problem::decimals, 12345},
    {"12.5", Problem::decimals, 12},
    {"12,50", Problem::decimals, 12},
    {"12.345,67", Problem::decimals, 12345},
    {"12,345.67", Problem::decimals, 12345},
    {"12 345,6", Problem::decimals, 12345},
    {"1.234.567,8", Problem::decimals, 1234567},
    {"12345.", Problem::decimals, 12345},
    {"0.5", Problem::decimals, 0},
    // A sign.
    {"-5", Problem::sign, 5},
    {"+12345", Problem::sign, 12345},
    {"- 12345", Problem::sign, 12345},
    {"\u221212345", Problem::sign, 12345},
    {"\u201312345", Problem::sign, 12345},
    {"-12.345", Problem::sign, 12345},
    {"-12.5", Problem::sign, 12},
    {"-1234567890123456789", Problem::sign, nobody_knows},
    // Too long for any counter.
    {"1000000000000000000", Problem::too_long, nobody_knows},
    {"123456789012345678901234567890", Problem::too_long, nobody_knows},
    {"000000000000000000000000000120", Problem::too_long, nobody_knows},
    // Nothing of all that.
    {"12a45", Problem::not_a_number, nobody_knows},
    {"12345 copies", Problem::not_a_number, nobody_knows},
    {"O12345", Problem::not_a_number, nobody_knows},
    {"1e5", Problem::not_a_number, nobody_knows},
    {"0x10", Problem::not_a_number, nobody_knows},
    {"--5", Problem::not_a_number, nobody_knows},
    {"-", Problem::not_a_number, nobody_knows},
    {".", Problem::not_a_number, nobody_knows},
    {".5", Problem::not_a_number, nobody_knows},
    {"12..5", Problem::not_a_number, nobody_knows},
    {"1.2.3", Problem::not_a_number, nobody_knows},
    {"1.234,567.8", Problem::not_a_number, nobody_knows},
    {"12'345'", Problem::not_a_number, nobody_knows},
    {"12345-", Problem::not_a_number, nobody_knows},
    {"\u0661\u0662\u0663", Problem::not_a_number, nobody_knows},
    {"\uff11\uff12", Problem::not_a_number, nobody_knows},
    {"\xff\xfe", Problem::not_a_number, nobody_knows},
    {"=5", Problem::not_a_number, nobody_knows},
};

} // namespace

TEST_CASE("MTR-026 R1: a reading is digits alone and what else was typed says what was meant")
{
    for (const auto& [text, problem, number] : typed_texts) {
        CAPTURE(text);
        const auto read = read_reading_text(text);
        CHECK((read.problem ? name_of(*read.problem) : "-") ==
              std::string{problem ? name_of(*problem) : "-"});
        if (problem)
            CHECK(read.meant == number);
        else
            CHECK(read.value == number);
    }
}

TEST_CASE("MTR-026 R1: whatever is typed is digits alone or has a problem")
{
    std::mt19937 random{20261130};
    const std::string pieces[] = {"0",      "1", "9", "123", "45",     ".",   ",", " ",
                                  "'",      "+", "-", "e5",  "\u00a0", "_",   "=", "\n",
                                  "\u2212", "x", "",  "\t",  "/",      "\x80"};
    std::uniform_int_distribution<std::size_t> piece{0, std::size(pieces) - 1};
    std::uniform_int_distribution<int> length{0, 12};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (int left = length(random); left > 0; --left)
            text += pieces[piece(random)];
        CAPTURE(text);
        const auto read = read_reading_text(text);
        auto digits = text;
        digits.erase(0, digits.find_first_not_of(" \t\n"));
        digits.erase(digits.find_last_not_of(" \t\n") + 1);
        const bool is_plain = !digits.empty() && digits.size() <= 18 &&
                              digits.find_first_not_of("0123456789") == digits.npos;
        REQUIRE(is_plain == !read.problem.has_value());
        if (is_plain)
            REQUIRE(read.value == std::stoll(digits));
        if (!read.meant)
            continue;
        REQUIRE(*read.meant >= 0);
        const auto again = read_reading_text(std::to_string(*read.meant));
        REQUIRE(!again.problem);
    }
}
