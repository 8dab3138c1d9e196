#include "intake/input.hpp"
#include "support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace duesday;

TEST_CASE("a window is as wide as it is asked to be or ends with the file")
{
    const test::TempFolder folder;
    const auto file = (folder / "big").string();
    const std::string content(700'000, 'x');
    std::ofstream{file} << content << "end";

    intake::Input input{file};
    CHECK(input.window(10).size() >= 10);
    input.consume(5);
    const auto wide = input.window(650'000);
    REQUIRE(wide.size() >= 650'000);
    CHECK(wide.substr(0, 650'000) == std::string_view{content}.substr(5, 650'000));
    input.consume(650'000);
    CHECK(input.window(1'000'000).ends_with("end"));
    CHECK(input.window(1'000'000).size() == content.size() + 3 - 650'005);
}
