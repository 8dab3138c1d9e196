#include "rules/subscription/cloud_word.hpp"
#include "support/show.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;
using namespace duesday::rules;

TEST_CASE("SUB-031 SUB-032: what a file changes is told to the cloud")
{
    constexpr auto running = Standing::running;
    constexpr auto lapsed = Standing::lapsed;
    const Date today{2027, 1, 5};
    const Date ended{2026, 12, 31};
    const Date earlier{2026, 6, 30};
    const Date ahead{2027, 12, 31};
    const Date sooner{2027, 3, 31};
    struct Row {
        CloudFacts before, after;
        CloudWord expected;
    };
    const Row rows[] = {
        {{running, ahead}, {running, ahead}, CloudWord::none},
        {{running, ahead}, {running, sooner}, CloudWord::activate},
        {{running, sooner}, {running, ahead}, CloudWord::activate},
        {{running, sooner}, {running, today}, CloudWord::activate},
        {{running, ahead}, {running, ahead, true}, CloudWord::activate},
        // An end is taken back, recorded or not.
        {{lapsed, ended}, {running, ahead}, CloudWord::activate},
        {{running, ended}, {running, ahead}, CloudWord::activate},
        // An end that the file brings.
        {{running, ahead}, {lapsed, ended}, CloudWord::stop},
        {{running, ended}, {lapsed, earlier}, CloudWord::stop},
        {{lapsed, ended}, {lapsed, earlier}, CloudWord::none},
        // renew records it, and tells.
        {{running, ended}, {running, ended}, CloudWord::none},
        {{running, ended}, {running, ended, true}, CloudWord::none},
    };
    for (const auto& row : rows) {
        CAPTURE(code_of(row.before.standing));
        CAPTURE(row.before.expires_on);
        CAPTURE(code_of(row.after.standing));
        CAPTURE(row.after.expires_on);
        const auto word = cloud_word_after(row.before, row.after, today);
        CHECK(std::string{code_of(word)} == code_of(row.expected));
    }
}
