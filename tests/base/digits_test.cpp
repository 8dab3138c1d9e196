#include "base/digits.hpp"

#include <doctest/doctest.h>

#include <cstdint>

using namespace duesday;

TEST_CASE("a number is read where there are digits alone and it fits")
{
    struct Row {
        const char* text;
        std::optional<int> number;
    };
    for (const auto& [text, number] :
         {Row{"0", 0}, Row{"007", 7}, Row{"2147483647", 2'147'483'647}, Row{"2147483648", {}},
          Row{"4294967296", {}}, Row{"", {}}, Row{"-0", {}}, Row{"-1", {}}, Row{"+1", {}},
          Row{" 1", {}}, Row{"1 ", {}}, Row{"1.0", {}}, Row{"0x1", {}}}) {
        CAPTURE(text);
        CHECK(read_digits(text) == number);
    }
    CHECK(read_digits<std::int64_t>("9223372036854775807") == 9'223'372'036'854'775'807);
    CHECK_FALSE(read_digits<std::int64_t>("9223372036854775808"));
}
