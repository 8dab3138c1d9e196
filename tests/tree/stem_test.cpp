// DESIGN 1: one stem runs through the tree, and the list of programs stands once, in CMake.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tree/programs.hpp"
#include "tree/source_tree.hpp"

using namespace duesday::tree;

namespace fs = std::filesystem;

namespace {

const fs::path top = DUESDAY_SOURCE;

std::vector<std::string> names_in(const fs::path& folder, const std::string& ending)
{
    std::vector<std::string> names;
    if (fs::is_directory(folder))
        for (const auto& entry : fs::directory_iterator{folder})
            if (entry.path().string().ends_with(ending))
                names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

bool has_cases(const std::string& program)
{
    return !names_in(top / "tests/cli" / program, ".case").empty();
}

} // namespace

TEST_CASE("every program has its main and its flow and its executable")
{
    std::vector<std::string> missing;
    const auto want = [&](const std::string& file) {
        if (!fs::exists(top / file))
            missing.push_back(file);
    };
    for (const auto& program : programs()) {
        want("cli/" + program.name + ".cpp");
        want("lib/flow/" + program.stem() + ".hpp");
        // A long flow is one file for each of its commands: admin_init.cpp and so on.
        const auto sources = names_in(top / "lib/flow", ".cpp");
        if (std::none_of(sources.begin(), sources.end(),
                         [&](const auto& name) { return name.starts_with(program.stem()); }))
            missing.push_back("lib/flow/" + program.stem() + ".cpp");
        if (!fs::exists(program.file()))
            missing.push_back("the executable " + program.name);
    }
    INFO(join(missing));
    CHECK(missing.empty());
}

TEST_CASE("every program has its page and its cases")
{
    std::vector<std::string> missing;
    for (const auto& program : programs()) {
        if (!fs::exists(program.page()))
            missing.push_back(program.page().filename().string());
        if (!has_cases(program.name))
            missing.push_back("tests/cli/" + program.name + "/*.case");
    }
    INFO(join(missing));
    WARN(missing.empty());
}

TEST_CASE("nothing bears the name of a program that CMake does not list")
{
    std::vector<std::string> strange;
    const auto listed = [](const std::string& name) {
        const auto all = programs();
        return std::any_of(all.begin(), all.end(), [&](const auto& p) { return p.name == name; });
    };
    const auto check = [&](const fs::path& folder, const std::string& before,
                           const std::string& after) {
        for (const auto& name : names_in(top / folder, after)) {
            const auto stem =
                name.substr(before.size(), name.size() - before.size() - after.size());
            if (!name.starts_with(before) || !listed(stem))
                strange.push_back((folder / name).string());
        }
    };
    check("cli", "", ".cpp");
    check("man", "duesday-", ".1");
    for (const auto& name : names_in(top / "tests/cli", ""))
        if (fs::is_directory(top / "tests/cli" / name) && !listed(name))
            strange.push_back("tests/cli/" + name);
    INFO(join(strange));
    CHECK(strange.empty());
}
