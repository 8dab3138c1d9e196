#include "tree/programs.hpp"

#include <algorithm>

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

test::Finished tool(std::vector<std::string> words)
{
    test::Command command;
    command.words = std::move(words);
    command.environment = test::private_environment("/nonexistent", DUESDAY_BIN);
    return test::run(command);
}

} // namespace duesday::tree
