// DESIGN 1: what a program loads at each start. curl costs 4 to 9 ms, Pango 4, GMime 2.

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "tree/programs.hpp"
#include "tree/source_tree.hpp"

using namespace duesday;
using namespace duesday::tree;

namespace {

/// DT_NEEDED of an executable or shared object.
std::vector<std::string> needed(const std::string& file)
{
    const auto shown = tool({"/usr/bin/readelf", "-d", "--wide", file});
    REQUIRE_MESSAGE(shown.status == 0, shown.err);
    return first_groups(shown.out, std::regex{R"(\(NEEDED\).*\[([^\]]+)\])"});
}

/// Everything that is loaded with it.
std::vector<std::string> loaded(const std::string& file)
{
    const auto shown = tool({"/usr/bin/ldd", file});
    REQUIRE_MESSAGE(shown.status == 0, shown.err);
    return first_groups(shown.out, std::regex{R"(\n?\s*([^\s/]+) => )"});
}

bool any_begins(const std::vector<std::string>& names, const std::string& beginning)
{
    return std::any_of(names.begin(), names.end(),
                       [&](const auto& name) { return name.starts_with(beginning); });
}

std::vector<std::string> undefined_of(const std::string& library, const std::string& name_space)
{
    const auto shown = tool({"/usr/bin/nm", "-D", "-C", "--undefined-only", library});
    REQUIRE_MESSAGE(shown.status == 0, shown.err);
    return first_groups(
        shown.out, std::regex{"\\sU ((?:vtable for |typeinfo for )?" + name_space + "[^\\n]*)"});
}

const std::string lib = DUESDAY_LIB;
const std::string bin = DUESDAY_BIN;

} // namespace

TEST_CASE("a program links the partner and document libraries only where CMake says so")
{
    for (const auto& program : programs()) {
        if (!std::filesystem::exists(program.file()))
            continue; // the stem test asks for it
        CAPTURE(program.name);
        const auto direct = needed(program.file().string());
        CHECK(any_begins(direct, "libduesday.so"));
        CHECK(any_begins(direct, "libduesday-partner.so") <= program.has_partners);
        CHECK(any_begins(direct, "libduesday-document.so") <= program.has_documents);
        const auto every = loaded(program.file().string());
        CHECK(any_begins(every, "libduesday-partner") <= program.has_partners);
        for (const std::string heavy : {"libgmime", "libglib", "libduesday-document"}) {
            CAPTURE(heavy);
            CHECK(any_begins(every, heavy) <= program.has_documents);
        }
        // Loaded by the first page that is printed or partner that is asked, not by a start.
        for (const std::string heavy : {"libpango", "libcairo", "libduesday-pdf", "libcurl",
                                        "libssl", "libduesday-network"}) {
            CAPTURE(heavy);
            CHECK_FALSE(any_begins(every, heavy));
        }
    }
}

TEST_CASE("libduesday needs neither of the other two nor what they need")
{
    const auto every = loaded(lib + "/libduesday.so");
    REQUIRE(any_begins(every, "libsqlite3"));
    for (const std::string heavy : {"libduesday-", "libcurl", "libssl", "libgmime", "libpango",
                                    "libcairo", "libglib", "libpq"}) {
        CAPTURE(heavy);
        CHECK_FALSE(any_begins(every, heavy));
    }
}

TEST_CASE("what prints pages is a library of its own")
{
    CHECK(any_begins(loaded(lib + "/libduesday-pdf.so"), "libpangocairo"));
    CHECK_FALSE(any_begins(loaded(lib + "/libduesday-document.so"), "libpango"));
}

TEST_CASE("what reaches partners over the network is a library of its own")
{
    CHECK(any_begins(loaded(lib + "/libduesday-network.so"), "libcurl"));
    CHECK_FALSE(any_begins(loaded(lib + "/libduesday-partner.so"), "libcurl"));
}

TEST_CASE("libduesday leaves no symbol of ours undefined")
{
    const auto library = lib + "/libduesday.so";
    const auto found = undefined_of(library, "duesday::");
    INFO(join(found));
    CHECK(found.empty());
    // The same question finds something where there is something to find.
    CHECK_FALSE(undefined_of(bin + "/unit_tests", "duesday::").empty());
}

TEST_CASE("what is loaded can be told")
{
    CHECK(any_begins(needed(bin + "/unit_tests"), "libduesday.so"));
    CHECK(any_begins(loaded(bin + "/unit_tests"), "libsodium")); // through libduesday
    CHECK_FALSE(any_begins(needed("/usr/bin/true"), "libduesday"));
}
