// What may stand where an option's value belongs, tried on a real program.

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace duesday;

TEST_CASE("an option is no value and what only looks like one is")
{
    const test::TempFolder folder;
    const auto run = [&](std::vector<std::string> words) {
        words[0] = std::string{DUESDAY_BIN} + "/" + words[0];
        return test::run(
            {words, test::private_environment(folder.path(), DUESDAY_BIN), folder.path(), {}, {}});
    };
    REQUIRE(run({"admin", "init", "--quiet"}).status == 0);
    struct Row {
        std::vector<std::string> words;
        int status;
        std::string error; ///< part of it
    };
    const Row rows[] = {
        {{"renew", "--actor", "--today", "2026-12-01"},
         64,
         "renew: --actor needs a value, and '--today' is an option"},
        {{"renew", "--actor", "--nothing-we-know"}, 64, "--actor needs a value"},
        {{"renew", "--actor", "-n"}, 64, "'-n' is an option"},
        {{"renew", "--actor", "--"}, 64, "--actor needs a value"},
        {{"renew", "--wait", "--json"}, 64, "--wait=VALUE"},
        // Before and after sub-commands, and the options of these.
        {{"subscribe", "--actor", "--yes", "list"}, 64, "--actor needs a value"},
        {{"subscribe", "list", "--actor", "--yes"}, 64, "--actor needs a value"},
        {{"subscribe", "list", "--purchaser", "--yes"}, 64, "--purchaser needs a value"},
        {{"subscribe", "roles", "list", "--actor", "--yes"}, 64, "--actor needs a value"},
        // A value that was named is not looked at again, nor what stands behind "--".
        {{"customers", "--actor", "list", "list"}, 0, ""},
        {{"customers", "list", "--actor", "tester", "--json"}, 0, ""},
        {{"customers", "show", "--", "--actor", "--yes"}, 64, "The following argument"},
        // Values after all.
        {{"renew", "--actor=--today", "--quiet"}, 0, ""},
        {{"renew", "--actor=-n", "--quiet"}, 0, ""},
        {{"renew", "--actor", "-", "--quiet"}, 0, ""},
        {{"renew", "--actor", "-5", "--quiet"}, 0, ""},
        {{"renew", "--actor", "-.5", "--quiet"}, 0, ""},
        {{"renew", "--wait", "-1"}, 64, "--wait -1: nobody waits so long"},
        // Flags have none.
        {{"renew", "--quiet", "--dry-run"}, 0, ""},
        {{"renew", "--wait"}, 64, "--wait: 1 required"},
    };
    for (const auto& row : rows) {
        CAPTURE(fmt::format("{}", fmt::join(row.words, " ")));
        const auto said = run(row.words);
        CHECK(said.status == row.status);
        CHECK_MESSAGE(said.err.find(row.error) != said.err.npos, said.err);
    }
}
