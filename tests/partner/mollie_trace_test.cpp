// What a trace shows of what goes to Mollie and comes from it.

#include "partner/mollie_trace.hpp"

#include <doctest/doctest.h>

using namespace duesday::partner::mollie;

TEST_CASE("a trace shows of metadata what is ours alone")
{
    CHECK(masked(R"({"metadata":"order 7 jane@x.be"})") == R"({"metadata":"***"})");
    CHECK(masked(R"({"metadata":{"attempt":"k1","name":"Jane"}})") ==
          R"({"metadata":{"attempt":"k1","name":"***"}})");
}

TEST_CASE("a trace shows codes and no lines whatever the member")
{
    CHECK(
        masked(R"({"status":"paid","id":"tr_1","count":2,"paidAt":"2026-11-30T10:00:00+00:00"})") ==
        R"({"status":"paid","id":"tr_1","count":2,"paidAt":"2026-11-30T10:00:00+00:00"})");
    CHECK(masked(R"({"status":"Jane Doe","field":"jane@x.be","id":"\u202ea","book":"\u009b"})") ==
          R"({"status":"***","field":"***","id":"***","book":"***"})");
    CHECK(masked(R"({"Jane Doe":1,"a@b":{"status":"paid"},"title":"Jane"})") ==
          R"({"***":"***","title":"***"})");
    CHECK(masked("<html>") == "(6 bytes that are no JSON)");
    CHECK(masked("").empty());
}

TEST_CASE("a key is hidden wherever it stands")
{
    CHECK(without_key("a test_1 b test_1", "test_1") == "a *** b ***");
    CHECK(without_key("test_1test_1", "test_1") == "******");
    CHECK(without_key("***", "*") == "*********");
    CHECK(without_key("abc", "") == "abc");
}
