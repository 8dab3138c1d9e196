// What no reviewer should have to look for: STYLE 3, DESIGN 1 and 2, RELIABILITY 3.

#include "support/case_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <regex>
#include <string>
#include <vector>

#include "tree/source_tree.hpp"

using namespace duesday;
using namespace duesday::tree;

namespace {

// The words stand in two pieces, so that this file does not complain about itself.
const std::regex unfinished{"\\b(TO"
                            "DO|FIX"
                            "ME)\\b"};
const std::regex clock_call{R"((\b(system_clock|steady_clock|high_resolution_clock|utc_clock)\b)"
                            R"(|\b(gettimeofday|clock_gettime|localtime|localtime_r|gmtime)\s*\()"
                            R"(|(^|[^\w.>&])(std::|::)?time\s*\(\s*(nullptr|NULL|0|&\w+)\s*\)))"};
const std::regex inexact{R"(\b(double|float)\b)"};
const std::regex sql{R"(\b(SELECT\s|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b)"
                     R"(|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER)\b|PRAGMA\b)"
                     R"(|BEGIN\s+IMMEDIATE\b|ON\s+CONFLICT\b))"};
const std::regex test_title{R"re(^\s*(TEST_CASE|SUBCASE)\("([^"]*,[^"]*)"\))re"};

/// Where lib/ may use floating point: lengths on paper are Cairo's, and no amount is among them.
const std::string inexact_folder = "lib/document/pdf/";

std::size_t columns(std::string_view line)
{
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

bool is_written_by_us(const std::string& path)
{
    for (const auto* end : {".cpp", ".hpp", ".sql", ".cmake", "CMakeLists.txt", ".sh"})
        if (path.ends_with(end))
            return true;
    return path.starts_with("jobs/") || path.starts_with("scripts/");
}

/// Regular expressions are slow: most lines do not even have the word.
bool has(std::string_view line, std::string_view word, const std::regex& pattern)
{
    return line.find(word) != line.npos && std::regex_search(line.begin(), line.end(), pattern);
}

std::string check_line(std::string_view line)
{
    if (columns(line) > 100)
        return "longer than 100 columns";
    if (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r'))
        return "ends with a blank";
    if (line.find('\t') != line.npos)
        return "has a tab";
    if (has(line,
            "TO"
            "DO",
            unfinished) ||
        has(line,
            "FIX"
            "ME",
            unfinished))
        return "is marked as unfinished";
    if (has(line, "TEST_CASE", test_title) || has(line, "SUBCASE", test_title))
        return "has a comma in a test title, which would split a filter";
    return {};
}

/// The text, without the lines of a test that are only data.
std::string shown(const SourceFile& file)
{
    if (!file.path.starts_with("tests/") || !file.path.ends_with(".cpp"))
        return file.text;
    const auto code = test::split_lines(take_apart(file.text).code);
    auto lines = test::split_lines(file.text);
    for (std::size_t i = 0; i < lines.size() && i < code.size(); ++i) {
        const bool is_comment = lines[i].find("//") != lines[i].npos;
        if (code[i].find_first_not_of(' ') == code[i].npos && !is_comment)
            lines[i].clear();
    }
    return test::join_lines(lines);
}

std::vector<std::string> bad_lines(const SourceFile& file)
{
    // The inside of a raw literal in a test is data: a row is easier to read on one line.
    auto found = std::vector<std::string>{};
    if (is_written_by_us(file.path))
        found = complaints(file.path, shown(file), check_line);
    if (!file.text.empty() && !file.text.ends_with('\n'))
        found.push_back(file.path + ": the last line does not end");
    return found;
}

std::vector<std::string> bad_code(const SourceFile& file)
{
    const auto cpp = take_apart(file.text);
    auto found = complaints(file.path, cpp.code, [&](std::string_view line) -> std::string {
        const bool reads_clock = has(line, "time", clock_call) || has(line, "clock", clock_call);
        if (file.path != "lib/runtime/clock.cpp" && reads_clock)
            return "reads the clock, which only runtime/clock does";
        if ((has(line, "double", inexact) || has(line, "float", inexact)) &&
            !file.path.starts_with(inexact_folder))
            return "uses floating point";
        if (line.find("using namespace std;") != line.npos)
            return "opens namespace std";
        return {};
    });
    const bool may_have_sql =
        file.path.starts_with("lib/store/") || file.path.starts_with("lib/partner/sandbox_");
    for (const auto& string : cpp.strings)
        if (!may_have_sql && std::regex_search(string.text, sql))
            found.push_back(file.path + ":" + std::to_string(string.line) +
                            ": SQL outside lib/store");
    if (file.path.ends_with(".hpp") && file.text.find("#pragma once") == file.text.npos)
        found.push_back(file.path + ": no #pragma once");
    return found;
}

std::vector<std::string> all(const std::vector<std::string>& folders,
                             std::vector<SourceFile> (*files)(const std::string&, bool),
                             std::vector<std::string> (*check)(const SourceFile&))
{
    std::vector<std::string> found;
    for (const auto& folder : folders)
        for (const auto& file : files(folder, true)) {
            const auto here = check(file);
            found.insert(found.end(), here.begin(), here.end());
        }
    return found;
}

} // namespace

TEST_CASE("lines are at most 100 columns wide and finished")
{
    const auto found = all({"", "cli", "jobs", "lib", "man", "schemas", "scripts", "tests"},
                           files_below, bad_lines);
    INFO(join(found));
    CHECK(found.empty());
}

TEST_CASE("no clock and no floating point and no SQL where they do not belong")
{
    REQUIRE(cpp_files_below("lib").size() > 10);
    const auto found = all({"lib", "cli"}, cpp_files_below, bad_code);
    INFO(join(found));
    CHECK(found.empty());
}

TEST_CASE("a bad line is seen")
{
    const std::string bad[] = {std::string(101, 'x'),
                               "blank at the end ",
                               "a\ttab",
                               "// TO"
                               "DO: later",
                               "FIX"
                               "ME",
                               "TEST_CASE"
                               "(\"one, two\")"};
    for (const auto& line : bad) {
        CAPTURE(line);
        CHECK_FALSE(check_line(line).empty());
    }
    std::string accents;
    for (int i = 0; i < 100; ++i)
        accents += "\xc3\xa9";
    for (const auto& line : {std::string(100, 'x'), accents, std::string{"TEST_CASE(\"one\")"}})
        CHECK(check_line(line).empty());
    CHECK(bad_lines({"lib/a.cpp", "no end"}).size() == 1);
    const auto data = "a = R\"(\n" + std::string(101, 'x') + "\n)\";\n";
    CHECK(bad_lines({"tests/a_test.cpp", data}).empty());
    CHECK(bad_lines({"lib/a.cpp", data}).size() == 1);
    CHECK(bad_lines({"tests/a_test.cpp", "// " + std::string(101, 'x') + "\n"}).size() == 1);
}

TEST_CASE("bad code is seen")
{
    const std::string bad[] = {
        "auto now = std::chrono::system_clock::now();",
        "auto now = steady_clock::now();",
        "std::time_t now = std::time(nullptr);",
        "auto now = time(0);",
        "clock_gettime(CLOCK_REALTIME, &ts);",
        "double amount = 19.99;",
        "float rate;",
        "auto rows = query(\"SELECT a FROM t\");",
        "run(R\"sql(\n  INSERT INTO t VALUES (1))sql\");",
        "run(\"UPDATE t SET a = 1\");",
        "run(\"PRAGMA journal_mode\");",
        "using namespace std;",
    };
    for (const auto& line : bad) {
        CAPTURE(line);
        CHECK(bad_code({"lib/flow/renew.cpp", line + "\n"}).size() == 1);
    }
    const std::string good[] = {
        "// a double charge would SELECT itself",
        "auto text = \"double float\";",
        "auto t = start_time(0) + run.time(0) + object->time(0);",
        "auto text = \"select what you need\";",
        "const auto price = 1'000'000; // \"SELECT a FROM t\"",
        "const char quote = '\"'; /* float */",
    };
    for (const auto& line : good) {
        CAPTURE(line);
        CHECK(bad_code({"lib/flow/renew.cpp", line + "\n"}).empty());
    }
    CHECK(bad_code({"lib/store/charges.cpp", "q(\"SELECT a FROM t\");\n"}).empty());
    CHECK(bad_code({"lib/runtime/clock.cpp", "system_clock::now();\n"}).empty());
    CHECK(bad_code({"lib/base/a.hpp", "int a();\n"}).size() == 1);
}

TEST_CASE("C++ is taken apart as the compiler would")
{
    const auto cpp =
        take_apart("a = \"x \\\" // y\"; // c \"d\"\n"
                   "b = R\"sql(\"one\"\ntwo)sql\"; /* e\n'f' */ g = '\\''; h = 1'0;\n");
    REQUIRE(cpp.strings.size() == 2);
    CHECK(cpp.strings[0].text == "x \\\" // y");
    CHECK(cpp.strings[1].text == "\"one\"\ntwo");
    CHECK(cpp.strings[1].line == 2);
    CHECK(cpp.code.find("h = 1'0;") != cpp.code.npos);
    CHECK(cpp.code.find("g = ") != cpp.code.npos);
    CHECK(cpp.code.find('c') == cpp.code.npos);
    CHECK(cpp.code.find('e') == cpp.code.npos);
    CHECK(std::count(cpp.code.begin(), cpp.code.end(), '\n') == 4);
}
