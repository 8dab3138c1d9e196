#include "base/durable_file.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace duesday;
using namespace duesday::test;
namespace fs = std::filesystem;

TEST_CASE("a folder is made with all above it for the owner alone")
{
    const TempFolder folder;
    make_folder((folder / "a" / "b" / "c").string());
    for (const auto* path : {"a", "a/b", "a/b/c"})
        CHECK(fs::status(folder / path).permissions() == fs::perms::owner_all);
    make_folder((folder / "a" / "b").string()); // there already
    write_file(folder / "file", "");
    CHECK_FAULT(FaultKind::cannot_write, (make_folder((folder / "file").string()), 0));
    CHECK_FAULT(FaultKind::cannot_write, (make_folder((folder / "file" / "x").string()), 0));
}

TEST_CASE("files are replaced whole or not at all")
{
    const TempFolder folder;
    const auto into = folder.path().string();
    const auto names = [&] {
        return std::distance(fs::directory_iterator{into}, fs::directory_iterator{});
    };
    replace_files(std::vector<NewFile>{{into, "page.html", "first"}});
    replace_files(std::vector<NewFile>{{into, "page.html", "second"}, {into, "other.html", "x"}});
    CHECK(read_file(folder / "page.html") == "second");
    CHECK(read_file(folder / "other.html") == "x");
    CHECK(fs::status(folder / "page.html").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(names() == 2);
    std::vector<NewFile> many;
    for (int i = 0; i < 20; ++i)
        many.push_back({into, std::to_string(i) + ".html", std::to_string(i)});
    replace_files(many);
    CHECK(read_file(folder / "19.html") == "19");
    CHECK(names() == 22);
    CHECK_FAULT(FaultKind::cannot_write,
                (replace_files(std::vector<NewFile>{{into, "page.html", "third"},
                                                    {into + "/nowhere", "page.html", "third"}}),
                 0));
    CHECK(read_file(folder / "page.html") == "second");
    CHECK(names() == 22); // nothing half stays
}
