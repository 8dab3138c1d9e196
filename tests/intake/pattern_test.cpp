#include "intake/pattern.hpp"
#include "support/faults.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <regex>
#include <string>

using namespace duesday;
using intake::Pattern;

TEST_CASE("a pattern takes the whole text or nothing")
{
    struct Row {
        const char* pattern;
        const char* text;
        bool matches;
    };
    const Row rows[] = {
        {"^$", "", true},
        {"^$", "a", false},
        {"^TSF[0-9]{5}$", "TSF16100", true},
        {"^TSF[0-9]{5}$", "TSF1610", false},
        {"^TSF[0-9]{5}$", "TSF161000", false},
        {"^(TSF|TDS)[0-9]{5}$", "TDS16120", true},
        {"^(TSF|TDS)[0-9]{5}$", "TDF16120", false},
        // Counts, and what may be left out.
        {"^a{2,3}$", "a", false},
        {"^a{2,3}$", "aa", true},
        {"^a{2,3}$", "aaa", true},
        {"^a{2,3}$", "aaaa", false},
        {"^ab?c$", "ac", true},
        {"^(ab)*$", "abab", true},
        {"^(ab)+$", "", false},
        {"^(|a)$", "", true},
        // Sets: ranges, a leading ], escapes, the other way round.
        {"^[a-c-]$", "-", true},
        {"^[\\[\\]]$", "]", true},
        {"^[^\\x00-\\x1f]+$", "a\tb", false},
        {"^[^\\x00-\\x1f]+$", "\xc3\xa9t\xc3\xa9", true},
        {"^\\.$", ".", true},
        {"^\\.$", "x", false},
    };
    for (const auto& [pattern, text, matches] : rows) {
        INFO(pattern << " on " << text);
        CHECK(Pattern{pattern}.matches(text) == matches);
    }
}

TEST_CASE("a pattern agrees with the standard library's on random texts")
{
    const char* patterns[] = {"^(a|b)*abb$", "^[ab]{2,5}c?$", "^(a+b|b{2})+c*$",
                              "^(|a(b|c)?(a|b)*)$", "^[^ab]*[^a][^ab]*$"};
    for (const char* pattern : patterns) {
        const Pattern ours{pattern};
        const std::regex theirs{pattern, std::regex::ECMAScript};
        CHECK(rc::check(pattern, [&] {
            const auto text =
                *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abc"}));
            RC_ASSERT(ours.matches(text) == std::regex_match(text, theirs));
        }));
    }
}

TEST_CASE("a pattern outside the subset is refused")
{
    for (const char* pattern :
         {"a", "^a", "a$", "^(a$", "^a)$", "^[a$", "^a{3,2}$", "^a{x}$", "^.$", "^\\d$", "^\\w+$",
          "^a**$", "^*$", "^[z-a]$", "^a{9999}$", "^\xc3\xa9$", "^(?:a)$", "^a^b$"}) {
        INFO(pattern);
        CHECK_FAULT(FaultKind::bug, Pattern{pattern});
    }
}
