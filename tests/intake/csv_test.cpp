#include <doctest/doctest.h>

#include <sys/resource.h>

#include "intake/samples.hpp"

using namespace duesday;
using Lines = std::vector<std::string>;

namespace {

Lines csv(std::string_view content)
{
    return test::read_all(intake::Format::csv, content);
}

} // namespace

TEST_CASE("a CSV row says where it begins whatever stands in it")
{
    CHECK(csv("thing,size\na,1\nb,2\n") == Lines{"2: a|1|-|-", "3: b|2|-|-"});
    CHECK(csv("size,thing\n1,a") == Lines{"2: a|1|-|-"});
    CHECK(csv("\xef\xbb\xbfthing,size\r\na,1\r\n") == Lines{"2: a|1|-|-"});
    CHECK(csv("\xef\xbb\xbf\"thing\",size\na,1\n") == Lines{"2: a|1|-|-"});
    // Line breaks inside quotes, and blank lines, which are passed over but counted.
    CHECK(csv("thing,size,note\n\na,1,\"x\ny\r\nz\"\n\r\n\nb,2,\"\"\"q\"\"\"\n") ==
          Lines{"3: a|1|x\ny\r\nz|-", "8: b|2|\"q\"|-"});
    CHECK(csv("thing,size\n a ,1\n") == Lines{"2:  a |1|-|-"});
}

TEST_CASE("a broken CSV row is named and the reader goes on behind it")
{
    CHECK(csv("thing,size\na\nb,2\nc,3,4\n") == Lines{"2: ! record wrong_number_of_fields",
                                                      "3: b|2|-|-",
                                                      "4: ! record wrong_number_of_fields"});
    CHECK(csv("thing,size\na\"b,1\nb,2\n") == Lines{"2: ! record stray_quote", "3: b|2|-|-"});
    CHECK(csv("thing,size\n\"a\"b,1\nb,2\n") == Lines{"2: ! record stray_quote", "3: b|2|-|-"});
    CHECK(csv("thing,size\n\"a\" ,1\nb,2\n") == Lines{"2: ! record stray_quote", "3: b|2|-|-"});
    CHECK(csv("thing,size\na,1\n\"b,2\nc,3\n") ==
          Lines{"2: a|1|-|-", "3: ! record unclosed_quote"});
    CHECK(csv(std::string_view{"thing,size\na\0,1\nb,2\n", 20}) ==
          Lines{"2: ! record null_byte", "3: b|2|-|-"});
    CHECK(csv("thing,size\n\xff,1\nb,2\n") == Lines{"2: ! record not_utf8", "3: b|2|-|-"});
    CHECK(csv("thing,size\na,1\rb,2\nc,3\n") == Lines{"2: ! record carriage_return", "3: c|3|-|-"});
}

TEST_CASE("a wrong CSV header stops the file")
{
    CHECK(csv("") == Lines{"header: ! header empty_file"});
    CHECK(csv("\n\n") == Lines{"header: ! header empty_file"});
    CHECK(csv("a,1\n") == Lines{"header: ! header no_header"});
    CHECK(csv("thing,sise\na,1\n") ==
          Lines{"header: ! header unknown_column ! size missing_column"});
    CHECK(csv("thing,size,thing\na,1,b\n") == Lines{"header: ! thing repeated_column"});
    CHECK(csv("thing\na\n") == Lines{"header: ! size missing_column"});
    CHECK(csv("\"thing,size\na,1\n") == Lines{"header: ! header unclosed_quote"});
    CHECK(csv("thing,size\n").empty());
}

TEST_CASE("a field of 100 MB is refused in little memory")
{
    const auto peak_kib = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    };
    const test::TempFolder folder;
    const auto file = folder / "things.csv";
    {
        std::ofstream out{file, std::ios::binary};
        out << "thing,size,note\na,1,\"";
        const std::string piece(1024 * 1024, 'x');
        for (int i = 0; i < 100; ++i)
            out << piece;
        out << "\"\nb,2,y\nc,3," << piece << "y\n";
    }
    const auto before = peak_kib();
    const intake::Schema schema{test::things_schema};
    intake::Input input{file.string()};
    const auto reader = intake::make_reader(input, schema, intake::Format::csv);
    intake::Row row;
    REQUIRE(reader->next(row));
    CHECK(row.line == 2);
    CHECK(row.problems.at(0).reason == "too_long");
    REQUIRE(reader->next(row));
    CHECK(row.problems.empty());
    CHECK(row.cells[0].text == "b");
    REQUIRE(reader->next(row));
    CHECK(row.problems.at(0).column == "note");
    CHECK(row.problems.at(0).reason == "too_long");
    CHECK(!reader->next(row));
    [[maybe_unused]] const auto grown = peak_kib() - before;
#ifndef __SANITIZE_ADDRESS__ // which keeps what was given back
    CHECK(grown < 32 * 1024);
#endif
}
