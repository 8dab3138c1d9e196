#include "rules/customer/identification.hpp"
#include "rules/invoice/structured_communication.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday::rules;

TEST_CASE("a structured communication ends in the remainder by 97 and 97 stands for 0")
{
    // 2026000017 = 97 * 20886598 + 11
    CHECK(structured_communication("2026-000017") == "+++202/6000/01711+++");
    CHECK(structured_communication("2026-000006") == "+++202/6000/00697+++");
    for (const auto* other : {"", "CN2026-000017", "2026-1000000", "F-17", "2026-00001a"}) {
        CAPTURE(other);
        CHECK(!structured_communication(other));
    }
}

TEST_CASE("a structured communication is known by its check digits")
{
    struct Row {
        const char* text;
        bool is_right;
    };
    const Row rows[] = {{"+++090/9337/55493+++", true},  {"***090/9337/55493***", true},
                        {"090933755493", true},          {"+++123/4567/89002+++", true},
                        {"+++123/4567/89012+++", false}, {"+++090/9337/55494+++", false},
                        {"+++090/9337/5549+++", false},  {"+++202/6000/00697+++", true},
                        {"+++202/6000/00600+++", false}, {"", false}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(is_structured_communication(row.text) == row.is_right);
    }
}

TEST_CASE("an enterprise number ends in 97 less the remainder and not in the remainder")
{
    // 01234567 mod 97 = 48: 49 is an enterprise number's, 48 would be a communication's.
    CHECK(is_belgian_enterprise_number("0123456749"));
    CHECK(!is_belgian_enterprise_number("0123456748"));
    CHECK(!is_belgian_enterprise_number("0123456789"));
    // 97 - 0 where the remainder is 0.
    CHECK(is_belgian_enterprise_number("0000009797"));
    CHECK(!is_belgian_enterprise_number("0000009700"));
}
