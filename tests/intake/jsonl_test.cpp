#include <doctest/doctest.h>

#include "intake/samples.hpp"

using namespace duesday;
using Lines = std::vector<std::string>;

namespace {

Lines jsonl(std::string_view content)
{
    return test::read_all(intake::Format::jsonl, content);
}

} // namespace

TEST_CASE("a JSON line is a row with cells as they were written")
{
    CHECK(jsonl("{\"thing\":\"a\",\"size\":1}\n\n{\"size\":\"2\",\"thing\":\"b\",\"note\":null}") ==
          Lines{"1: a|1|-|-", "3: b|2||-"});
    CHECK(jsonl("\xef\xbb\xbf{\"thing\":\"a\",\"size\":1}\r\n") == Lines{"1: a|1|-|-"});
    // Numbers keep their own text: no floating point in between.
    CHECK(jsonl("{\"size\":19.99}\n{\"size\":0.1000}\n{\"size\":2.0}\n{\"size\":-3}\n"
                "{\"size\":123456789012345678901234567890}\n{\"size\":1e2}") ==
          Lines{"1: -|19.99|-|-", "2: -|0.1000|-|-", "3: -|2|-|-", "4: -|-3|-|-",
                "5: -|123456789012345678901234567890|-|-", "6: -|1e2|-|-"});
}

TEST_CASE("a broken JSON line is named and the reader goes on behind it")
{
    CHECK(jsonl("{\"thing\":\n{\"thing\":\"b\"}\n") == Lines{"1: ! record not_json", "2: b|-|-|-"});
    CHECK(jsonl("[1]\n\"a\"\n{\"thing\":\"b\"} x\n") ==
          Lines{"1: ! record not_an_object", "2: ! record not_an_object", "3: ! record not_json"});
    CHECK(jsonl("{\"thing\":\"a\",\"thing\":\"b\"}\n") == Lines{"1: ! thing repeated_column"});
    CHECK(jsonl("{\"thng\":\"a\"}\n") == Lines{"1: ! record unknown_column"});
    CHECK(jsonl("{\"thing\":\"\xff\"}\n") == Lines{"1: ! record not_utf8"});
    CHECK(jsonl(std::string_view{"{\"thing\":\"\0\"}\n", 14}) == Lines{"1: ! record null_byte"});
    std::string deep = "{\"note\":";
    for (int i = 0; i < 100'000; ++i)
        deep += "[";
    CHECK(jsonl(deep) == Lines{"1: ! record too_deep"});
    CHECK(jsonl("{\"note\":\"" + std::string(1024 * 1024 + 1, 'x') + "\"}") ==
          Lines{"1: ! note too_long"});
    CHECK(jsonl("{\"note\":\"" + std::string(5 * 1024 * 1024, 'x') + "\"}\n{\"thing\":\"b\"}") ==
          Lines{"1: ! record too_long", "2: b|-|-|-"});
    CHECK(jsonl("") == Lines{"header: ! record empty_file"});
}
