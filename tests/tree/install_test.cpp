// What cmake --install leaves works where it stands: programs find their libraries, also the one
// that is loaded late, and what they and a person look for is in its place.

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tree/programs.hpp"
#include "tree/source_tree.hpp"

using namespace duesday;
using namespace duesday::tree;

namespace {

namespace fs = std::filesystem;

class Installed {
public:
    Installed()
    {
        const auto installed =
            tool({DUESDAY_CMAKE, "--install", DUESDAY_BUILD, "--prefix", prefix_.path().string()});
        REQUIRE_MESSAGE(installed.status == 0, installed.err);
        fs::copy(fs::path{DUESDAY_SOURCE} / "tests/fault/book", work_.path());
    }

    fs::path operator/(const fs::path& name) const { return prefix_ / name; }
    fs::path work(const fs::path& name) const { return work_ / name; }

    /// A program of it, in a folder of its own and an environment without ours.
    std::string run(std::vector<std::string> words) const
    {
        CAPTURE(words[0]);
        words[0] = (prefix_ / "bin" / words[0]).string();
        test::Command command;
        command.words = words;
        command.environment = test::private_environment(work_.path(), prefix_ / "bin");
        command.folder = work_.path();
        const auto finished = test::run(command);
        CHECK_MESSAGE(finished.status <= 1, finished.err);
        return finished.out;
    }

private:
    test::TempFolder prefix_, work_;
};

} // namespace

TEST_CASE("an installed tree prints pages and delivers letters from where it stands")
{
    const Installed installed;
    installed.run({"admin", "init"});
    for (const std::string kind :
         {"customers", "cards", "installations", "roles", "products", "subscriptions"})
        installed.run({"import-data", kind, kind + ".csv", "--today", "2026-11-29"});
    installed.run({"renew", "--today", "2026-11-30"});
    installed.run({"invoices", "export", "2026-000001", "--as", "pdf", "--to", "out", "--today",
                   "2026-11-30"});
    CHECK(test::read_file(installed.work("out/invoice-2026-000001.pdf")).starts_with("%PDF-"));
    installed.run({"deliver", "--today", "2026-11-30"});
    CHECK_FALSE(fs::is_empty(installed.work("mail/new")));
}

TEST_CASE("all that belongs to an installed tree is in its place")
{
    const Installed installed;
    for (const auto& program : programs())
        CHECK(fs::exists(installed / "share/man/man1" / ("duesday-" + program.name + ".1")));
    for (const auto& [from, to] : {std::pair{"jobs", "share/duesday/jobs"},
                                   std::pair{"schemas/import", "share/duesday/schemas/import"},
                                   std::pair{"schemas/output", "share/duesday/schemas/output"}})
        for (const auto& file : files_below(from)) {
            const auto path = installed / to / fs::path{file.path}.lexically_relative(from);
            CAPTURE(path.string());
            REQUIRE(fs::exists(path));
            CHECK(test::read_file(path) == file.text);
        }
    CHECK((fs::status(installed / "share/duesday/jobs/nightly").permissions() &
           fs::perms::owner_exec) == fs::perms::owner_exec);
    // What a unit starts is below the prefix that it says it is for.
    const std::regex started{R"re(\nExecStart=/usr/local/([^ \n]+))re"};
    for (const auto& file : files_below("jobs/systemd")) {
        std::smatch found;
        if (!std::regex_search(file.text, found, started))
            continue;
        CAPTURE(file.path);
        CHECK(fs::exists(installed / found[1].str()));
    }
}
