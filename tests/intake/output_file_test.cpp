#include "intake/output_file.hpp"
#include "support/faults.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

using namespace duesday;
using intake::OutputFile;

namespace {

std::ptrdiff_t entries(const std::filesystem::path& folder)
{
    const std::filesystem::directory_iterator all{folder};
    return std::distance(begin(all), end(all));
}

} // namespace

TEST_CASE("An output appears whole or not at all")
{
    const test::TempFolder folder;
    const auto file = (folder / "out.csv").string();
    test::write_file(folder / ".out.csv.duesday-part", "left by a killed run");
    {
        OutputFile output{file};
        output.write("first\n");
    }
    CHECK(entries(folder.path()) == 0);
    OutputFile output{file};
    output.write("second\n");
    CHECK_FALSE(std::filesystem::exists(file));
    output.publish();
    CHECK(test::read_file(file) == "second\n");
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("A FIFO is written into and stays one")
{
    const test::TempFolder folder;
    const auto file = (folder / "pipe").string();
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    const int reader = open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    {
        OutputFile output{file};
        output.write("said\n");
        output.publish();
    }
    std::array<char, 16> said{};
    CHECK(read(reader, said.data(), said.size()) == 5);
    close(reader);
    CHECK(std::string{said.data()} == "said\n");
    CHECK(std::filesystem::is_fifo(file));
    CHECK(entries(folder.path()) == 1);
}

TEST_CASE("Nobody is waited for at a FIFO that nobody reads")
{
    const test::TempFolder folder;
    const auto file = (folder / "pipe").string();
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK_FAULT(FaultKind::cannot_write, (OutputFile{file}, 0));
    CHECK(std::filesystem::is_fifo(file));
}
