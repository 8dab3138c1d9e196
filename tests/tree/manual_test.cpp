// STYLE 3.9: manual and options cannot drift. A page is written in mdoc; its SYNOPSIS names
// sub-commands with Cm, options stand as "Fl Fl name", exit statuses as .It in EXIT STATUS. Common
// options are described once, in duesday(7), to which each page refers.

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tree/programs.hpp"
#include "tree/source_tree.hpp"

using namespace duesday;
using namespace duesday::tree;

namespace fs = std::filesystem;

namespace {

const Names exit_statuses{"0", "1", "64", "65", "66", "69", "70", "73", "75", "77", "78"};

/// The lines of a section of a page, without its heading.
std::string section(const std::string& page, const std::string& name)
{
    const auto heading = "\n.Sh " + name + "\n";
    const auto begin = page.find(heading);
    if (begin == page.npos)
        return {};
    const auto from = begin + heading.size() - 1;
    return page.substr(from, page.find("\n.Sh ", from) - from);
}

Names options_of_page(const std::string& page)
{
    return all_matches(page, R"(\bFl Fl ([a-z][a-z-]*))");
}

Names commands_of_page(const std::string& page)
{
    return all_matches(section(page, "SYNOPSIS"), R"(\bCm ([a-z][a-z-]*))");
}

Names statuses_of_page(const std::string& page)
{
    return all_matches(section(page, "EXIT STATUS"), R"(\n\.It (?:Er )?(\d+))");
}

/// What a program says of itself, over all of its sub-commands.
struct Help {
    Names options;
    Names common;
    Names commands;
};

void read_help(const std::string& text, Help& help)
{
    std::string group;
    std::istringstream lines{text};
    static const std::regex option{R"(^\s+(?:-\w,)?--([a-z][a-z-]*).*)"};
    std::smatch found;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line[0] != ' ')
            group = line;
        else if (std::regex_match(line, found, option) && !group.starts_with("Examples"))
            (group.starts_with("Common") ? help.common : help.options).insert(found[1]);
    }
    const auto below = commands_of_help(text);
    help.commands.insert(below.begin(), below.end());
}

Help help_of(const Program& program)
{
    Help help;
    for (const auto& command : help_of_commands(program))
        read_help(command.text, help);
    help.options.erase("help");
    help.options.erase("version");
    return help;
}

Names missing_from(const Names& where, const Names& wanted)
{
    Names missing;
    for (const auto& name : wanted)
        if (where.count(name) == 0)
            missing.insert(name);
    return missing;
}

std::string join(const Names& names)
{
    return tree::join(std::vector<std::string>{names.begin(), names.end()});
}

/// Programs that are built and have a page.
std::vector<Program> described()
{
    auto all = programs();
    std::erase_if(all, [](const auto& program) {
        return !fs::exists(program.page()) || !fs::exists(program.file());
    });
    return all;
}

const char* const sample = ".Dd November 30, 2026\n"
                           ".Sh SYNOPSIS\n"
                           ".Nm\n"
                           ".Cm init\n"
                           ".Op Fl Fl live\n"
                           ".Nm\n"
                           ".Cm roles Cm add Ar NAME\n"
                           ".Sh DESCRIPTION\n"
                           ".Cm elsewhere\n"
                           ".It Fl n , Fl Fl dry-run\n"
                           ".Sh EXIT STATUS\n"
                           ".Bl -tag\n"
                           ".It 0\n"
                           "Done in 64 steps.\n"
                           ".It 65\n"
                           ".El\n"
                           ".Sh SEE ALSO\n"
                           ".It 99\n";

} // namespace

TEST_CASE("every page passes mandoc's lint")
{
    for (const auto& page : files_below("man", true)) {
        CAPTURE(page.path);
        const auto file = (fs::path{DUESDAY_SOURCE} / page.path).string();
        const auto lint = tool({"/usr/bin/mandoc", "-T", "lint", "-W", "warning", file});
        CHECK(lint.out + lint.err == "");
    }
}

TEST_CASE("a page and its program name the same options and sub-commands")
{
    for (const auto& program : described()) {
        CAPTURE(program.name);
        const auto page = test::read_file(program.page());
        const auto help = help_of(program);
        const auto described_options = options_of_page(page);
        auto known = help.options;
        known.insert(help.common.begin(), help.common.end());
        known.insert({"help", "version"});
        INFO("not in the page:" << join(missing_from(described_options, help.options))
                                << "\nnot in the program:"
                                << join(missing_from(known, described_options)));
        CHECK(missing_from(described_options, help.options).empty());
        CHECK(missing_from(known, described_options).empty());
        const auto commands = commands_of_page(page);
        INFO("commands not in the page:" << join(missing_from(commands, help.commands))
                                         << "\nnot in the program:"
                                         << join(missing_from(help.commands, commands)));
        CHECK(commands == help.commands);
        CHECK(page.find(".Xr duesday 7") != page.npos);
    }
}

TEST_CASE("the common options stand once in duesday(7)")
{
    const auto file = fs::path{DUESDAY_SOURCE} / "man/duesday.7";
    if (!fs::exists(file))
        return; // the stem test asks for pages
    const auto page = test::read_file(file);
    for (const auto& program : described()) {
        CAPTURE(program.name);
        auto common = help_of(program).common;
        REQUIRE(common.size() > 5);
        common.insert({"help", "version"});
        const auto missing = missing_from(options_of_page(page), common);
        INFO(join(missing));
        CHECK(missing.empty());
    }
}

TEST_CASE("every exit status that a page names is one of DESIGN 4")
{
    for (const auto& program : described()) {
        CAPTURE(program.name);
        const auto statuses = statuses_of_page(test::read_file(program.page()));
        CHECK(statuses.count("0") == 1);
        const auto strange = missing_from(exit_statuses, statuses);
        INFO(join(strange));
        CHECK(strange.empty());
    }
}

TEST_CASE("pages and helps are read as they are written")
{
    const std::string page = sample;
    CHECK(options_of_page(page) == Names{"live", "dry-run"});
    CHECK(commands_of_page(page) == Names{"init", "roles", "add"});
    CHECK(statuses_of_page(page) == Names{"0", "65"});
    CHECK(section(page, "NOWHERE").empty());
    Help help;
    read_help(
        "Creates the book.\nUsage: admin [OPTIONS] [SUBCOMMAND]\n\nOptions:\n"
        "  -h,--help                   Print this\n  --live                      see --json\n"
        "\nCommon options:\n  -n,--dry-run                Say\n"
        "\nSubcommands:\n  init                        Creates\n  roles                       R\n"
        "\nExamples:\n  admin init --such\n      makes it\n",
        help);
    CHECK(help.options == Names{"help", "live"});
    CHECK(help.common == Names{"dry-run"});
    CHECK(help.commands == Names{"init", "roles"});
}
