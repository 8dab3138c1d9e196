// DESIGN 1: who may include whom, and where heavy headers stay.

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "tree/source_tree.hpp"

using namespace duesday::tree;

namespace {

struct Rule {
    std::string folder; ///< of the including file; the first rule that fits counts
    std::vector<std::string> may_include;
};

const std::vector<Rule> rules{
    {"lib/base/", {"base/"}},
    {"lib/rules/customer/", {"base/", "rules/customer/"}},
    {"lib/rules/invoice/", {"base/", "rules/customer/", "rules/invoice/"}},
    // Another domain knows itself (added below), customer and invoice.
    {"lib/rules/", {"base/", "rules/customer/", "rules/invoice/"}},
    {"lib/store/", {"base/", "rules/", "store/"}},
    {"lib/partner/", {"base/", "rules/", "partner/"}},
    {"lib/intake/", {"base/", "rules/", "intake/"}},
    {"lib/document/", {"base/", "rules/", "document/"}},
    {"lib/runtime/", {"base/", "store/", "runtime/"}},
    {"lib/flow/",
     {"base/", "rules/", "store/", "partner/", "intake/", "document/", "runtime/", "flow/"}},
    {"cli/", {"base/", "runtime/", "flow/", "partner/", "document/"}},
};

/// A header that only the named files may include; a name that ends with * is the beginning of one.
struct Heavy {
    std::string header; ///< how it begins
    std::vector<std::string> files;
};

const std::vector<Heavy> heavy_headers{
    {"<CLI/", {"lib/runtime/program*.cpp"}},
    {"<SQLiteCpp/", {"lib/store/sqlite_*.cpp", "lib/partner/sandbox_*.cpp"}},
    {"<sqlite3.h>", {"lib/store/sqlite_*.cpp", "lib/partner/sandbox_*.cpp"}},
    {"<curl/", {"lib/partner/network/*"}},
    {"<nlohmann/json.hpp>",
     {"lib/partner/*.cpp", "lib/intake/*.cpp", "lib/document/*.cpp", "lib/runtime/report*.cpp",
      "lib/runtime/config*.cpp", "lib/flow/letter_*.cpp"}},
    {"<toml++/", {"lib/runtime/config*.cpp", "lib/document/*.cpp"}},
    {"<date/", {"lib/runtime/clock.cpp"}},
    {"<gmime/", {"lib/document/*"}},
    {"<pango/", {"lib/document/pdf/*"}},
    {"<cairo", {"lib/document/pdf/*"}},
    {"<glib-object.h>", {"lib/document/gobject.hpp"}},
    {"<kainjow/", {"lib/document/*"}},
    {"<pugixml.hpp>", {"lib/document/ubl*"}},
    {"<csv.h>", {"lib/intake/*.cpp"}},
};

/// What a pure function has no use for.
const std::vector<std::string> impure_headers{
    "<iostream>", "<fstream>", "<ostream>", "<istream>",  "<sstream>", "<iomanip>",
    "<random>",   "<chrono>",  "<ctime>",   "<time.h>",   "<cstdio>",  "<filesystem>",
    "<thread>",   "<mutex>",   "<future>",  "<unistd.h>", "<sodium.h>"};

/// The pattern has at most one *.
bool fits(const std::string& path, const std::string& pattern)
{
    const auto star = pattern.find('*');
    if (star == pattern.npos)
        return path == pattern;
    return path.size() + 1 >= pattern.size() && path.starts_with(pattern.substr(0, star)) &&
           path.ends_with(pattern.substr(star + 1));
}

/// "lib/rules/customer/" of lib/rules/customer/card.cpp.
std::string folder_of(const std::string& path)
{
    return path.substr(0, path.rfind('/') + 1);
}

std::vector<std::string> forbidden_includes(const SourceFile& file)
{
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const Rule& r) { return file.path.starts_with(r.folder); });
    if (rule == rules.end())
        return {file.path + ": no rule says what this folder may include"};
    std::vector<std::string> found;
    for (const auto& include : includes_of(file)) {
        const auto name = include.substr(1, include.size() - 2);
        const bool ours = include[0] == '"';
        const bool own_domain = ours && file.path.starts_with("lib/rules/") &&
                                folder_of(file.path) == "lib/" + folder_of(name);
        const bool allowed =
            !ours || own_domain ||
            std::any_of(rule->may_include.begin(), rule->may_include.end(),
                        [&](const auto& folder) { return name.starts_with(folder); });
        if (!allowed)
            found.push_back(file.path + " includes " + include);
        const bool pure = file.path.starts_with("lib/rules/");
        if (pure && std::find(impure_headers.begin(), impure_headers.end(), include) !=
                        impure_headers.end())
            found.push_back(file.path + " is a rule and includes " + include);
        for (const auto& heavy : heavy_headers)
            if (include.starts_with(heavy.header) &&
                std::none_of(heavy.files.begin(), heavy.files.end(),
                             [&](const auto& pattern) { return fits(file.path, pattern); }))
                found.push_back(file.path + " includes the heavy " + include);
    }
    return found;
}

} // namespace

TEST_CASE("every folder includes only what it may and heavy headers stay where they belong")
{
    std::vector<std::string> found;
    for (const std::string folder : {"lib", "cli"})
        for (const auto& file : cpp_files_below(folder, folder == "cli")) {
            const auto here = forbidden_includes(file);
            found.insert(found.end(), here.begin(), here.end());
        }
    INFO(join(found));
    CHECK(found.empty());
}

TEST_CASE("a wrong include is seen")
{
    struct Row {
        std::string path;
        std::string include;
        bool allowed;
    };
    const Row rows[] = {
        {"lib/base/date.cpp", "\"base/fault.hpp\"", true},
        {"lib/base/date.cpp", "\"rules/invoice/vat.hpp\"", false},
        {"lib/rules/subscription/due.cpp", "\"rules/subscription/dates.hpp\"", true},
        {"lib/rules/subscription/due.cpp", "\"rules/customer/card.hpp\"", true},
        {"lib/rules/subscription/due.cpp", "\"rules/metering/volume.hpp\"", false},
        {"lib/rules/subscription/due.cpp", "\"store/book.hpp\"", false},
        {"lib/rules/subscription/due.cpp", "<iostream>", false},
        {"lib/rules/subscription/due.cpp", "<chrono>", false},
        {"lib/rules/subscription/due.cpp", "<vector>", true},
        {"lib/rules/customer/card.cpp", "\"rules/subscription/due.hpp\"", false},
        {"lib/store/charges.cpp", "\"partner/card_gateway.hpp\"", false},
        {"lib/partner/sandbox_cards.cpp", "\"store/book.hpp\"", false},
        {"lib/partner/sandbox_cards.cpp", "<SQLiteCpp/SQLiteCpp.h>", true},
        {"lib/store/charges.cpp", "<SQLiteCpp/SQLiteCpp.h>", false},
        {"lib/runtime/program.cpp", "<CLI/CLI.hpp>", true},
        {"lib/flow/renew.cpp", "<CLI/CLI.hpp>", false},
        {"lib/flow/renew.cpp", "<nlohmann/json.hpp>", false},
        {"lib/flow/renew.cpp", "<nlohmann/json_fwd.hpp>", true},
        {"lib/flow/letter_facts.cpp", "<nlohmann/json.hpp>", true},
        {"lib/runtime/report.hpp", "<nlohmann/json.hpp>", false},
        {"lib/partner/mollie.cpp", "<curl/curl.h>", false},
        {"lib/runtime/config.cpp", "<date/tz.h>", false},
        {"lib/runtime/config.cpp", "\"rules/customer/country.hpp\"", false},
        {"cli/renew.cpp", "\"flow/renew.hpp\"", true},
        {"cli/renew.cpp", "\"store/book.hpp\"", false},
        {"lib/somewhere/new.cpp", "<vector>", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CAPTURE(row.include);
        const SourceFile file{row.path, "// First\n#include " + row.include + "\n"};
        CHECK(forbidden_includes(file).empty() == row.allowed);
    }
}
