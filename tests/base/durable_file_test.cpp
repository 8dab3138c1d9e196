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

TEST_CASE("a file is replaced whole or not at all")
{
    const TempFolder folder;
    const auto file = folder / "page.html";
    replace_file(folder.path().string(), "page.html", "first");
    replace_file(folder.path().string(), "page.html", "second");
    CHECK(read_file(file) == "second");
    CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    CHECK(std::distance(fs::directory_iterator{folder.path()}, fs::directory_iterator{}) == 1);
    CHECK_FAULT(FaultKind::cannot_write,
                (replace_file((folder / "nowhere").string(), "page.html", "third"), 0));
}
