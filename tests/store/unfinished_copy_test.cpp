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
    const auto book = (folder.path() / "book.duesday-making").string();
    std::ofstream{book} << "a book with a strange name";
    {
        const UnfinishedCopy writing{night};
        CHECK(writing.file() == unfinished_name_of(night));
        CHECK(remove_unfinished_copies(folder.path().string(), book).empty());
        CHECK(std::filesystem::exists(writing.file()));
        CHECK_THROWS_AS(UnfinishedCopy{night}, Fault);
    }
    CHECK_FALSE(std::filesystem::exists(unfinished_name_of(night)));

    std::ofstream{unfinished_name_of(night)} << "half";
    std::ofstream{unfinished_name_of(night) + ".secrets.key"} << "key";
    CHECK(remove_unfinished_copies(folder.path().string(), book).size() == 1);
    CHECK_FALSE(std::filesystem::exists(unfinished_name_of(night) + ".secrets.key"));
    CHECK(std::filesystem::exists(book));
}
