#include "base/fault.hpp"
#include "store/unfinished_copy.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace duesday;
using namespace duesday::store;

TEST_CASE("a copy that is being written is left alone and one that a kill left is removed")
{
    const test::TempFolder folder;
    const auto night = (folder.path() / "night.db").string();
    const auto name = unfinished_name_of(night, "0123456789abcdef");
    const auto book = (folder.path() / "book.01234567-1.duesday-making").string();
    std::ofstream{book} << "a book with a strange name";
    const char* names_of_others[] = {
        "notes.duesday-making",        ".01234567-1.duesday-making",   "a.0123456-1.duesday-making",
        "a.0123456g-1.duesday-making", "a.01234567-x.duesday-making",  "a.01234567-.duesday-making",
        "a01234567-1.duesday-making",  "a.01234567-1.duesday-making1",
    };
    for (const auto* other : names_of_others)
        std::ofstream{folder.path() / other} << "somebody's own";
    {
        const UnfinishedCopy writing{night, "0123456789abcdef"};
        CHECK(writing.file() == name);
        CHECK(remove_unfinished_copies(folder.path().string(), book).empty());
        CHECK(std::filesystem::exists(writing.file()));
        const auto again = [&] { const UnfinishedCopy second{night, "0123456789abcdef"}; };
        CHECK_THROWS_AS(again(), Fault);
    }
    CHECK_FALSE(std::filesystem::exists(name));

    std::ofstream{name} << "half";
    std::ofstream{name + ".secrets.key"} << "key";
    CHECK(remove_unfinished_copies(folder.path().string(), book).size() == 1);
    CHECK_FALSE(std::filesystem::exists(name + ".secrets.key"));
    for (const auto* other : names_of_others)
        CHECK(std::filesystem::exists(folder.path() / other));
    CHECK(std::filesystem::exists(book));
}
