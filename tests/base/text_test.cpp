#include "base/text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <string>

namespace text = duesday::text;

using namespace std::string_view_literals;

TEST_CASE("UTF-8 is checked to the letter")
{
    const std::string_view good[] = {""sv,
                                     "plain"sv,
                                     "\0"sv,
                                     "caf\xc3\xa9"sv,
                                     "\xe2\x82\xac"sv,
                                     "\xed\x9f\xbf"sv,
                                     "\xee\x80\x80"sv,
                                     "\xf0\x9f\x98\x80"sv,
                                     "\xf4\x8f\xbf\xbf"sv,
                                     "\xc2\x80"sv,
                                     "\xdf\xbf"sv,
                                     "\xe0\xa0\x80"sv,
                                     "\xf0\x90\x80\x80"sv};
    for (const auto value : good)
        CHECK(text::is_utf8(value));
    const std::string_view bad[] = {
        "\x80"sv,             // a continuation alone
        "\xc3"sv,             // cut
        "\xe2\x82"sv,         // cut
        "\xf0\x9f\x98"sv,     // cut
        "\xc0\x80"sv,         // overlong
        "\xc1\xbf"sv,         // overlong
        "\xe0\x9f\xbf"sv,     // overlong
        "\xf0\x8f\xbf\xbf"sv, // overlong
        "\xed\xa0\x80"sv,     // surrogate
        "\xf4\x90\x80\x80"sv, // above U+10FFFF
        "\xf5\x80\x80\x80"sv, // above U+10FFFF
        "\xff"sv,             // never
        "\xc3(\xa9"sv,        // broken in the middle
        "\xe2(\xa1"sv,        // second byte
        "\xe2\x82("sv,        // third byte
        "\xf0\x9f\x98("sv,    // fourth byte
        "caf\xe9"sv,          // Latin-1
    };
    for (const auto value : bad)
        CHECK_FALSE(text::is_utf8(value));
}

TEST_CASE("control characters are found")
{
    for (const auto value : {"a\r"sv, "\n"sv, "a\0b"sv, "\t"sv, "\x7f"sv, "\x1b[0m"sv,
                             "a\xef\xbf\xbe"sv, "\xef\xbf\xbf"sv, "\xc2\x80"sv, "a\u0085b"sv,
                             "\u009b2J"sv, "\u2028"sv, "\u202egpj.exe"sv, "\u2066"sv, "\u2069"sv}) {
        CAPTURE(value);
        CHECK(text::has_control_character(value));
    }
    for (const auto value :
         {""sv, "plain text"sv, "caf\xc3\xa9"sv, "\xe2\x80\x94"sv, "\xef\xbf\xbd"sv, "\u00a0"sv,
          "\u05e9\u05dc"sv, "\u0627\u200c\u0628"sv, "\u202f"sv, "\u2065"sv})
        CHECK_FALSE(text::has_control_character(value));
    CHECK(text::without_control_characters("a\nb\x1b[0m\u009b\u202ec\u00e9") == "a b [0m  c\u00e9");
    CHECK(text::without_control_characters("").empty());
}

TEST_CASE("trimming and lower case")
{
    CHECK(text::trim("  a b \r\n") == "a b");
    CHECK(text::trim(" \t ").empty());
    CHECK(text::trim("").empty());
    CHECK(text::lower("ABCxyz-\xc3\x89") == "abcxyz-\xc3\x89");
    CHECK(text::email_key("  Jan@Example.ORG ") == "jan@example.org");
}

TEST_CASE("SUB-053: what can be an e-mail address")
{
    for (const std::string email : std::initializer_list<const char*>{
             "a@b.c", "jan.peeters@example.org", "x+y@sub.example.co.uk", "j\xc3\xb6rg@example.de",
             "o'neill@example.ie", "-a@b-c.d", "\u5f20@\u4f8b.cn"}) {
        CAPTURE(email);
        CHECK(text::looks_like_email(email));
    }
    for (const std::string email : std::initializer_list<const char*>{"",
                                                                      "a",
                                                                      "@",
                                                                      "a@",
                                                                      "@b.c",
                                                                      "a@b",
                                                                      "a@@b.c",
                                                                      "a@b@c.d",
                                                                      "a@.b",
                                                                      "a@b.",
                                                                      "a@b..c",
                                                                      "a b@c.d",
                                                                      "a@b c.d",
                                                                      "a@b.c\r\nRCPT TO:<x@y.z>",
                                                                      "a@b.c\n",
                                                                      "a,b@c.d",
                                                                      "a;b@c.d",
                                                                      "<a@b.c>",
                                                                      "\"a\"@b.c",
                                                                      "a@b.c\x7f",
                                                                      "a\\@b.c",
                                                                      "a@b.c\xff",
                                                                      "(x)a@b.c",
                                                                      "a\u200b@b.cc",
                                                                      "a@b.c\u2028x",
                                                                      "a@b\u00ad.cc",
                                                                      "a@-b.cc",
                                                                      "a@b-.cc",
                                                                      "a@b.-cc",
                                                                      "a@b.cc-",
                                                                      "a\u3000@b.cc",
                                                                      "a\u0085@b.cc",
                                                                      "\ufeff"
                                                                      "a@b.cc"}) {
        CAPTURE(email);
        CHECK_FALSE(text::looks_like_email(email));
    }
    CHECK_FALSE(text::looks_like_email(std::string_view{"a\0@b.c", 6}));
    CHECK_FALSE(text::looks_like_email("a@" + std::string(250, 'b') + ".cd"));
    CHECK(text::looks_like_email("a@" + std::string(249, 'b') + ".cd"));
    CHECK(text::looks_like_email(std::string(64, 'a') + "@b.cd"));
    CHECK_FALSE(text::looks_like_email(std::string(65, 'a') + "@b.cd"));
}

TEST_CASE("the nearest known word helps only where it is near")
{
    constexpr std::array<std::string_view, 4> known{"customers", "cards", "installations", "roles"};
    CHECK(text::nearest("customer", known) == "customers");
    CHECK(text::nearest("cusotmers", known) == "customers");
    CHECK(text::nearest("card", known) == "cards");
    CHECK(text::nearest("instalations", known) == "installations");
    CHECK(text::nearest("rules", known) == "roles");
    CHECK(text::nearest("zebra", known).empty());
    CHECK(text::nearest("", known).empty());
    CHECK(text::nearest("roles", {}).empty());
}

TEST_CASE("laws of text")
{
    CHECK(rc::check("trimming twice changes nothing more", [](const std::string& value) {
        const auto once = text::trim(value);
        RC_ASSERT(text::trim(once) == once);
    }));
    CHECK(rc::check("a key of an address is its own key", [](const std::string& value) {
        const auto key = text::email_key(value);
        RC_ASSERT(text::email_key(key) == key);
    }));
    CHECK(rc::check("a known word is nearest to itself", [](const std::string& value) {
        RC_PRE(!value.empty());
        const std::array<std::string_view, 3> known{"first", value, "last"};
        RC_ASSERT(text::nearest(value, known) == value);
    }));
}

TEST_CASE("columns are as wide as the characters that people see")
{
    CHECK(text::characters("") == 0);
    CHECK(text::characters("Gent") == 4);
    CHECK(text::characters("Liège") == 5);
    CHECK(text::characters("Domstraße €") == 11);
}
