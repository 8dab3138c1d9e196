// Real programs with a terminal, a pipe and --progress.

#include "support/process.hpp"
#include "support/temp_folder.hpp"
#include "support/terminal.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

using namespace duesday;

namespace {

struct Ran {
    int status = 0;
    std::string out;      ///< standard output
    std::string terminal; ///< what reached the terminal
    std::string err;      ///< standard error where it was no terminal
};

/// A book with customers whose import is work to be counted.
class Firm {
public:
    explicit Firm(const std::vector<std::string>& more_rows = {})
    {
        run({"admin", "init"}, false);
        std::string rows = "customer,name,street,postcode,city,country,email\n";
        for (int i = 0; i < 3'000; ++i)
            rows += fmt::format("C{0},Name {0},Street 1,3000,Leuven,BE,c{0}@example.org\n", i);
        for (const auto& row : more_rows)
            rows += row + "\n";
        test::write_file(folder_ / "customers.csv", rows);
    }

    Ran run(std::vector<std::string> words, bool on_terminal)
    {
        words[0] = std::string{DUESDAY_BIN} + "/" + words[0];
        test::Terminal terminal{100};
        auto environment = test::private_environment(folder_.path(), DUESDAY_BIN);
        environment["TERM"] = "xterm";
        environment["DUESDAY_TODAY"] = "2026-11-30";
        test::Command command{words, environment, folder_.path(), {}, {}};
        if (on_terminal)
            command.before_exec = [&] { ::dup2(terminal.descriptor(), STDERR_FILENO); };
        const auto finished = test::run(command);
        return {finished.status, finished.out, terminal.content(), finished.err};
    }

private:
    test::TempFolder folder_;
};

const std::vector<std::string> import_customers{"import-data", "customers", "customers.csv"};

std::vector<std::string> with(std::vector<std::string> words, const std::string& mode)
{
    words.push_back("--progress");
    words.push_back(mode);
    return words;
}

} // namespace

TEST_CASE("a program draws its bar on a terminal and takes it away")
{
    Firm firm;
    const auto ran = firm.run(with(import_customers, "always"), true);
    CHECK(ran.status == 0);
    CHECK(ran.terminal.find("loading  [") != std::string::npos);
    CHECK(ran.terminal.find(" kB ") != std::string::npos);
    CHECK(test::line_seen(ran.terminal).empty());
    CHECK(ran.out.find("loading  [") == std::string::npos);

    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"admin", "check"}, {"admin", "backup", "copy.db"}}) {
        CAPTURE(words[1]);
        const auto other = firm.run(with(words, "always"), true);
        CHECK(other.status == 0);
        CHECK(other.terminal.find(words[1] == "check" ? "checking" : "copying") !=
              std::string::npos);
        CHECK(test::line_seen(other.terminal).empty());
    }
}

TEST_CASE("a diagnostic line stands alone on a terminal that has a bar")
{
    Firm firm({"Twin,Name,Street 1,3000,Leuven,BE,c.0@example.org"});
    const auto ran = firm.run(with(import_customers, "always"), true);
    CHECK(ran.status == 0);
    const auto end = ran.terminal.find('\n');
    REQUIRE(end != std::string::npos);
    const auto said = test::line_seen(ran.terminal.substr(0, end));
    CHECK(said.starts_with("warning: customers.csv:3002: email"));
    CHECK(said.find("loading") == std::string::npos);
    CHECK(said.find(" left") == std::string::npos);
    CHECK(test::line_seen(ran.terminal).empty());
}

TEST_CASE("never draws nothing on a terminal and auto nothing for quick work or into a pipe")
{
    Firm firm;
    CHECK(firm.run(with(import_customers, "never"), true).terminal.empty());
    CHECK(firm.run(import_customers, true).terminal.empty());
    CHECK(firm.run(import_customers, false).err.empty());
    CHECK(firm.run(with({"admin", "check"}, "auto"), false).err.empty());
}
