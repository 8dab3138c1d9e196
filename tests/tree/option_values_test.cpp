// An option where a value belongs is a usage error, for every option of every program.

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

namespace {

/// Options that a help shows with a value: "--wait SECONDS".
std::vector<std::string> options_with_value(const std::string& help)
{
    static const std::regex option{R"(^\s+(?:-\w,)?(--[a-z][a-z-]*) \S.*)"};
    std::vector<std::string> found;
    std::smatch match;
    std::istringstream lines{help};
    for (std::string line; std::getline(lines, line);)
        if (line.find("Examples:") != line.npos)
            break;
        else if (std::regex_match(line, match, option))
            found.push_back(match[1]);
    return found;
}

} // namespace

TEST_CASE("options with a value are told from flags")
{
    CHECK(options_with_value("Options:\n"
                             "  -h,--help                   Print this and exit\n"
                             "  --wait SECONDS              Seconds to wait\n"
                             "  -o,--only mail|cloud:{mail,cloud}\n"
                             "                              Send only this kind\n"
                             "Examples:\n"
                             "  deliver --only mail\n") ==
          std::vector<std::string>{"--wait", "--only"});
}

TEST_CASE("no option of any program takes another option for its value")
{
    for (const auto& program : programs()) {
        if (!std::filesystem::exists(program.file()))
            continue;
        std::size_t tried = 0;
        for (const auto& command : help_of_commands(program))
            for (const auto& option : options_with_value(command.text)) {
                std::vector<std::string> words{program.file().string()};
                words.insert(words.end(), command.words.begin(), command.words.end());
                words.insert(words.end(), {option, "--quiet"});
                const auto said = tool(words);
                CAPTURE(join(words));
                CHECK(said.status == 64);
                CHECK_MESSAGE(
                    said.err.find(option + " needs a value, and '--quiet' is an option") !=
                        said.err.npos,
                    said.err);
                ++tried;
            }
        CHECK(tried >= 7); // the common ones
    }
}
