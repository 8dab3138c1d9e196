#include "rules/customer/card.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("SUB-057 SUB-058 SUB-059: only Visa and Mastercard are taken")
{
    CHECK(parse_card_brand("visa") == CardBrand::visa);
    CHECK(parse_card_brand("mastercard") == CardBrand::mastercard);
    for (const std::string_view other :
         {"", "Visa", "master card", "amex", "maestro", "bancontact", "paypal", "bank transfer"})
        CHECK_FALSE_MESSAGE(parse_card_brand(other), other);
    for (const auto brand : {CardBrand::visa, CardBrand::mastercard})
        CHECK(parse_card_brand(code_of(brand)) == brand);
}

TEST_CASE("SUB-048: a card works to the last day of its month")
{
    struct Row {
        std::string_view expires;
        Date day;
        bool valid;
    };
    const Row rows[] = {
        {"2026-11", Date{2026, 11, 1}, true},
        {"2026-11", Date{2026, 11, 30}, true},
        {"2026-11", Date{2026, 12, 1}, false},
        {"2028-02", Date{2028, 2, 29}, true},
        {"2028-02", Date{2028, 3, 1}, false},
        {"2030-12", Date{2026, 1, 1}, true},
        // What is no month is no valid card.
        {"", Date{2026, 1, 1}, false},
        {"2026", Date{2026, 1, 1}, false},
        {"2026-13", Date{2026, 1, 1}, false},
        {"2026-00", Date{2026, 1, 1}, false},
        {"11/2030", Date{2026, 1, 1}, false},
        {"2030-1x", Date{2026, 1, 1}, false},
        {"2030-12-31", Date{2026, 1, 1}, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.expires);
        CAPTURE(row.day.iso());
        CHECK(card_valid_on(row.expires, row.day) == row.valid);
    }
    CHECK(last_day_of_card("2028-02") == Date{2028, 2, 29});
    CHECK_FALSE(last_day_of_card("2028-2"));
}

TEST_CASE("SUB-061: of a card's number only four digits are known")
{
    CHECK(is_last4("0042"));
    CHECK(is_last4("9999"));
    for (const std::string_view text : {"", "424", "42424", "424a", "4242 ", "4111111111111111"})
        CHECK_FALSE_MESSAGE(is_last4(text), text);
}

TEST_CASE("the mandates of the sandbox")
{
    using Kind = SandboxMandate::Kind;
    struct Row {
        std::string_view text;
        Kind kind;
        std::string_view reason;
        int attempts;
    };
    const Row rows[] = {
        {"ok", Kind::ok, "", 0},
        {"unknown", Kind::unknown, "", 0},
        {"unknown-failed", Kind::unknown_failed, "", 0},
        {"pending", Kind::pending, "", 0},
        {"declined:insufficient_funds", Kind::declined, "insufficient_funds", 0},
        {"declined:possible_fraud", Kind::declined, "possible_fraud", 0},
        {"declined:authentication_unavailable_acs", Kind::declined,
         "authentication_unavailable_acs", 0},
        {"declined:a_word_of_2030", Kind::declined, "a_word_of_2030", 0},
        {"ok-after:1", Kind::ok_after, "", 1},
        {"ok-after:99", Kind::ok_after, "", 99},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto mandate = parse_sandbox_mandate(row.text);
        REQUIRE(mandate);
        CHECK(mandate->kind == row.kind);
        CHECK(mandate->reason == row.reason);
        CHECK(mandate->attempts == row.attempts);
    }
    for (const std::string_view text :
         {"", "OK", "ok ", "declined", "declined:", "declined:No_word", "declined:no word",
          "declined:a:b", "ok-after:", "ok-after:0", "ok-after:-1", "ok-after:1x", "ok-after:100",
          "mdt_h3gAaD5zP", "4111111111111111"})
        CHECK_FALSE_MESSAGE(is_sandbox_mandate(text), text);
}
