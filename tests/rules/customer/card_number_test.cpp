#include "rules/customer/card_number.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>

using namespace duesday::rules;

namespace {

/// `digits` with the check digit that makes them pass.
std::string with_check_digit(std::string digits)
{
    for (char check = '0'; check <= '9'; ++check)
        if (passes_luhn(digits + check))
            return digits + check;
    return {};
}

} // namespace

TEST_CASE("SUB-061: a full card number is found")
{
    struct Row {
        std::string_view text;
        bool found;
    };
    const Row rows[] = {
        // The test numbers of the card brands, 13 to 19 digits.
        {"4222222222222", true},
        {"378282246310005", true},
        {"4111111111111111", true},
        {"5555555555554444", true},
        {"6304000000000000000", true},
        // As people write them.
        {"4111 1111 1111 1111", true},
        {"4111-1111-1111-1111", true},
        {"4111 - 1111 - 1111 - 1111", true},
        {"4111\u00a01111\u00a01111\u00a01111", true},
        {"4111\u20131111\u20131111\u20131111", true},
        {"card 4111 1111 1111 1111, thanks", true},
        // As people write them who are told not to.
        {"4111\r\n1111\n1111 1111", true},
        {"4111.1111.1111.1111", true},
        {"4111_1111_1111_1111", true},
        {"4111/1111/1111/1111", true},
        {"4111:1111:1111:1111", true},
        {"4111*1111*1111*1111", true},
        {"4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", true},
        {"4111\u200b1111\u200b1111\u200b1111", true},
        {"41\u00ad11 11\u200d11 1111\ufeff1111", true},
        {"4111\u00b71111\u00b71111\u00b71111", true},
        {"\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11"
         "\uff11\uff11",
         true},
        {"\u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 "
         "\u0661\u0661\u0661\u0661",
         true},
        {"\U0001d7d2\U0001d7cf\U0001d7cf\U0001d7cf1111 11111111", true},
        {"(4111111111111111)", true},
        // A number before or after it does not hide it.
        {"12 4111 1111 1111 1111", true},
        {"4111 1111 1111 1111 12/27", true},
        {"4111 1111 1111 1111 123", true},
        // Wrong check digit, too short, too long, cut by something else.
        {"4111111111111112", false},
        {"4111 1111 1111 1112", false},
        {"422222222222", false},
        {"41111111111111111111", false},
        {"4111, 1111, 1111, 1111", false},
        {"4111..1111..1111..1111", false},
        {"4111a1111b1111c1111", false},
        {"4111 1111", false},
        {"4111    1111    1111    1111", false},
        // Other things in a customer's record.
        {"", false},
        {"tok_1a2b3c", false},
        {"+32 9 123 45 67", false},
        {"BE0123456749", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(contains_card_number(row.text) == row.found);
        CHECK_FALSE(contains_card_number(mask_card_numbers(row.text)));
        if (!row.found)
            CHECK(mask_card_numbers(row.text) == row.text);
    }
}

TEST_CASE("SUB-061: a masked number keeps its last four digits")
{
    CHECK(mask_card_numbers("card 4111 1111 1111 1111, ref 77") ==
          "card **** **** **** 1111, ref 77");
    CHECK(mask_card_numbers("\uff14111/1111/1111/111\uff11") == "****/****/****/111\uff11");
    CHECK(mask_card_numbers("4111111111111111 and 5555-5555-5555-4444") ==
          "************1111 and ****-****-****-4444");
}

TEST_CASE("SUB-061: every number of 13 to 19 digits with a right check digit is found")
{
    CHECK(rc::check("found bare and in any grouping, masked in full", [] {
        const auto length = *rc::gen::inRange<std::size_t>(12, 19);
        auto digits = *rc::gen::container<std::string>(length, rc::gen::inRange('0', ':'));
        const auto number = with_check_digit(digits);
        RC_ASSERT(contains_card_number(number));

        std::string grouped;
        for (const char c : number) {
            grouped += c;
            grouped += *rc::gen::element(std::string{}, std::string{}, std::string{" "},
                                         std::string{"-"}, std::string{"."}, std::string{"/"});
        }
        RC_ASSERT(contains_card_number(grouped));
        RC_ASSERT(!contains_card_number(mask_card_numbers("x" + grouped + "y")));
        RC_ASSERT(mask_card_numbers(grouped).size() == grouped.size());
    }));
}

TEST_CASE("SUB-061: the Luhn check sees every single wrong digit")
{
    CHECK(rc::check("one digit changed", [] {
        auto number = with_check_digit(
            *rc::gen::container<std::string>(std::size_t{15}, rc::gen::inRange('0', ':')));
        const auto at = *rc::gen::inRange<std::size_t>(0, number.size());
        const auto other = *rc::gen::inRange('0', ':');
        RC_PRE(other != number[at]);
        number[at] = other;
        RC_ASSERT(!passes_luhn(number));
    }));
}
