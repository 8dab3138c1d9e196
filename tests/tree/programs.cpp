#include "tree/programs.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tree/source_tree.hpp"

namespace duesday::tree {

std::filesystem::path Program::file() const
{
    return std::filesystem::path{DUESDAY_BIN} / name;
}

std::filesystem::path Program::page() const
{
    return std::filesystem::path{DUESDAY_SOURCE} / "man" / ("duesday-" + name + ".1");
}

std::string Program::stem() const
{
    auto text = name;
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
}

std::vector<Program> programs()
{
    const auto with_partners = split_list(DUESDAY_PROGRAMS_WITH_PARTNERS);
    const auto with_documents = split_list(DUESDAY_PROGRAMS_WITH_DOCUMENTS);
    const auto listed = [](const std::vector<std::string>& list, const std::string& name) {
        return std::find(list.begin(), list.end(), name) != list.end();
    };
    std::vector<Program> found;
    for (const auto& name : split_list(DUESDAY_PROGRAMS))
        found.push_back({name, listed(with_partners, name), listed(with_documents, name)});
    return found;
}

std::vector<std::string> commands_of_help(const std::string& text)
{
    static const std::regex command{R"(^\s{2}([a-z][a-z-]*)(?:\s.*|$))"};
    std::vector<std::string> found;
    std::string group;
    std::smatch match;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (!line.empty() && line[0] != ' ')
            group = line;
        else if (group.starts_with("Subcommands") && std::regex_match(line, match, command))
            found.push_back(match[1]);
    return found;
}

std::vector<CommandHelp> help_of_commands(const Program& program)
{
    std::vector<CommandHelp> all{{}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::vector<std::string> line{program.file().string()};
        line.insert(line.end(), all[i].words.begin(), all[i].words.end());
        line.emplace_back("--help");
        const auto said = tool(line);
        if (said.status != 0)
            throw std::runtime_error{join(line) + ": " + said.err};
        all[i].text = said.out;
        for (const auto& command : commands_of_help(said.out)) {
            auto words = all[i].words;
            words.push_back(command);
            all.push_back({std::move(words), {}});
        }
    }
    return all;
}

test::Finished tool(std::vector<std::string> words)
{
    test::Command command;
    command.words = std::move(words);
    command.environment = test::private_environment("/nonexistent", DUESDAY_BIN);
    return test::run(command);
}

} // namespace duesday::tree
