#include "partner/answer_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace duesday;

TEST_CASE("an answer is read as it stands and in its order")
{
    const std::string body =
        R"({"status":"paid","id":"tr_1","amount":{"value":"1.00"},"scopes":["a",null,true,-3,{}]})";
    const auto answer = partner::read_answer(body);
    REQUIRE(answer);
    CHECK(answer->dump() == body);
}

TEST_CASE("a fraction in an answer is not rounded")
{
    const auto answer = partner::read_answer(R"({"value":0.1000000000000000055})");
    REQUIRE(answer);
    CHECK(answer->at("value") == "0.1000000000000000055");
}

TEST_CASE("an answer that is no object or no JSON is none")
{
    for (const auto* body : {"", " ", "[]", "1", "\"text\"", "null", "{", "{}x", "{\"a\":}",
                             "{\"a\":1,}", "{\"a\":\"\xff\"}", "{\"a\":1e999}", "<html></html>"}) {
        CAPTURE(body);
        CHECK_FALSE(partner::read_answer(body));
    }
    CHECK(partner::read_answer(" {} "));
}

TEST_CASE("an answer that says something twice is none wherever it does")
{
    for (const auto* body :
         {R"({"a":1,"a":1})", R"({"a":{"b":1,"c":2,"b":3}})", R"({"a":[{"b":1},{"b":1,"b":2}]})",
          R"({"a":{},"b":[],"a":[]})", R"({"a":1,"\u0061":2})"}) {
        CAPTURE(body);
        CHECK_FALSE(partner::read_answer(body));
    }
    CHECK(partner::read_answer(R"({"a":{"b":1},"b":[{"a":1},{"a":1}]})"));
}

TEST_CASE("an answer that goes deeper than 32 is none and costs no stack")
{
    const auto nested = [](int depth) {
        std::string body;
        for (int i = 1; i < depth; ++i)
            body += R"({"a":)";
        return body + "{}" + std::string(static_cast<std::size_t>(depth - 1), '}');
    };
    CHECK(partner::read_answer(nested(32)));
    CHECK_FALSE(partner::read_answer(nested(33)));
    CHECK_FALSE(partner::read_answer(nested(1'000'000)));
    CHECK_FALSE(partner::read_answer(R"({"a":)" + std::string(1'000'000, '[')));
}

TEST_CASE("an answer with more values than any list has is none")
{
    const auto list_of = [](const std::string& value, std::size_t count) {
        std::string body = "{\"a\":[";
        for (std::size_t i = 0; i < count; ++i)
            body += (i == 0 ? "" : ",") + value;
        return body + "]}";
    };
    CHECK(partner::read_answer(list_of("{}", 100'000)));
    CHECK_FALSE(partner::read_answer(list_of("{}", 300'000)));
    CHECK_FALSE(partner::read_answer(list_of("1", 300'000)));
    CHECK_FALSE(partner::read_answer(list_of("[]", 300'000)));
}

TEST_CASE("an answer whose object has more members than any has is none")
{
    const auto object_of = [](int count) {
        std::string body = "{";
        for (int i = 0; i < count; ++i)
            body += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
        return body + "}";
    };
    CHECK(partner::read_answer(object_of(256)));
    CHECK_FALSE(partner::read_answer(object_of(257)));
}
