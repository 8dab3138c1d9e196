// duesday-deliver(1) names every letter and every text that a firm may replace by its own.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tree/source_tree.hpp"

using namespace duesday;
using namespace duesday::tree;

namespace {

/// Of the file, from `begin` to the next `end`.
std::string part_of(const std::string& folder, const std::string& path, const std::string& begin,
                    const std::string& end)
{
    for (const auto& file : files_below(folder))
        if (file.path == path) {
            const auto from = file.text.find(begin);
            REQUIRE(from != file.text.npos);
            return file.text.substr(from, file.text.find(end, from + 1) - from);
        }
    FAIL(path);
    return {};
}

std::string letters_of_page()
{
    return part_of("man", "man/duesday-deliver.1", "\n.Ss Letters\n", "\n.Ss ");
}

/// Their first part is their name; the head and the foot are parts of all.
Names letter_templates()
{
    Names found;
    for (const auto& file : files_below("lib/document/templates")) {
        const auto name = std::filesystem::path{file.path}.filename().string();
        if (name.ends_with(".txt.mustache") && name != "letter-head.txt.mustache" &&
            name != "letter-foot.txt.mustache")
            found.insert(name.substr(0, name.find('.')));
    }
    return found;
}

} // namespace

TEST_CASE("the manual page of deliver names all letters and no others")
{
    const auto page = letters_of_page();
    const auto list = part_of("lib/document", "lib/document/letter.hpp", "letter_names{", "}");
    CHECK(all_matches(page, R"(\n\.It Cm ([a-z-]+))") == all_matches(list, R"x("([a-z-]+)")x"));
}

TEST_CASE("the manual page of deliver names all texts that can be replaced")
{
    const auto page = letters_of_page();
    CHECK(all_matches(page, R"(\n\.(?:It Cm|Pa) ([a-z-]+))") == letter_templates());
}
