// Which words of Mollie's may be ids and addresses.

#include "partner/mollie_ids.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday::partner::mollie;

TEST_CASE("an id is a token of up to 100 characters")
{
    for (const char* id : {"tr_7UhSN1zuXS", "cst_8wmqcHMN4U", "re-1"})
        CHECK(is_token(id));
    CHECK(is_token(std::string(100, 'x')));
    CHECK_FALSE(is_token(std::string(101, 'x')));
    for (const char* id :
         {"", "tr_1/", "tr 1", "tr_1?", "tr_\x1b[31m", "tr_\u00e9", "..", "tr_1\n"})
        CHECK_FALSE(is_token(id));
}

TEST_CASE("a customer is sent to no page but one over https or on this machine")
{
    for (const char* page : {"https://www.mollie.com/checkout/select-method/7UhSN1zuXS",
                             "https://pay.example:8443?t=a%20b#top", "http://127.0.0.1:7701/x",
                             "http://localhost", "http://[::1]:80/"}) {
        CAPTURE(page);
        CHECK(is_page_address(page));
    }
    for (const char* page :
         {"", "http", "https://", "httpfoo://www.mollie.com", "http://www.mollie.com/",
          "javascript:alert(1)", "https://user@www.mollie.com/", "https://a:b@www.mollie.com",
          "https:///x", "http://127.0.0.1.evil.example/", "http://localhost.evil/",
          "https://www.mollie.com/a b", "https://www.mollie.com/\n",
          "https://www.mollie.com/\x1b[0m", "https://www.mollie.com/\u202e",
          "https://www.mollie.com/\u009b", "https://x/<b>", "https://x/\"", "https://x\\y"}) {
        CAPTURE(page);
        CHECK_FALSE(is_page_address(page));
    }
    CHECK(is_page_address("https://x/" + std::string(1'990, 'a')));
    CHECK_FALSE(is_page_address("https://x/" + std::string(1'991, 'a')));
}
