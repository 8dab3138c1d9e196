// duesday-import(5) and schemas/import say the same: kinds, columns, what may be left out, rules.

#include "support/process.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

using namespace duesday;

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

/// A name, and whether it carries the mark: optional of a column, a warning of a rule.
struct Named {
    std::string name;
    bool marked = false;

    friend bool operator==(const Named&, const Named&) = default;
    friend bool operator<(const Named& a, const Named& b) { return a.name < b.name; }
};

std::string text_of(const std::vector<Named>& names)
{
    std::string text;
    for (const auto& one : names)
        text += (text.empty() ? "" : ", ") + one.name + (one.marked ? "?" : "");
    return text;
}

struct Kind {
    std::vector<Named> columns;
    std::vector<Named> rules;
};

std::vector<Named> found(const std::string& text, const std::string& pattern)
{
    const std::regex compiled{pattern};
    std::vector<Named> names;
    for (std::sregex_iterator at{text.begin(), text.end(), compiled}; at != std::sregex_iterator{};
         ++at)
        names.push_back({(*at)[1], (*at)[2].matched});
    return names;
}

/// What a page says, by kind: each is a subsection with a list of its columns and one of rules.
std::map<std::string, Kind> kinds_of_page(const std::string& page)
{
    std::map<std::string, Kind> kinds;
    for (auto at = page.find("\n.Ss "); at != page.npos;) {
        const auto next = page.find("\n.Ss ", at + 1);
        const auto part = page.substr(at, std::min(next, page.find("\n.Sh ", at + 1)) - at);
        auto& kind = kinds[part.substr(5, part.find('\n', 1) - 5)];
        kind.columns = found(part, R"(\n\.It Cm (\S+)( \?)?(?=\n))");
        kind.rules = found(part, R"(\n\.Pq Cm (\w+)( , No a warning)?(?=\n))");
        at = next;
    }
    return kinds;
}

Kind kind_of_schema(const Json& schema)
{
    const auto required = schema.at("required").get<std::vector<std::string>>();
    Kind kind;
    for (const auto& [name, property] : schema.at("properties").items())
        if (name != "rejected_because") // taken in every kind, says the page once
            kind.columns.push_back(
                {name, std::find(required.begin(), required.end(), name) == required.end()});
    for (const auto& rule : schema.at("x-duesday-rules"))
        kind.rules.push_back({rule.at("reason"), rule.value("warning", false)});
    return kind;
}

std::map<std::string, Kind> kinds_of_schemas(const fs::path& folder)
{
    std::map<std::string, Kind> kinds;
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto schema = Json::parse(test::read_file(entry.path()));
        kinds[schema.at("x-duesday-kind")] = kind_of_schema(schema);
        // "Below, the key comes first."
        CHECK(kinds[schema.at("x-duesday-kind")].columns.front().name ==
              schema.at("x-duesday-key").front());
    }
    return kinds;
}

std::string difference(const std::map<std::string, Kind>& page,
                       const std::map<std::string, Kind>& schemas)
{
    std::string text;
    for (const auto& [name, kind] : schemas)
        if (page.count(name) == 0)
            text += "the page does not have the kind " + name + "\n";
        else if (page.at(name).columns != kind.columns)
            text += name + ": the page has the columns " + text_of(page.at(name).columns) +
                    ", the schema " + text_of(kind.columns) + "\n";
        else if (page.at(name).rules != kind.rules)
            text += name + ": the page has the rules " + text_of(page.at(name).rules) +
                    ", the schema " + text_of(kind.rules) + "\n";
    for (const auto& [name, kind] : page)
        if (schemas.count(name) == 0)
            text += "there is no schema of the kind " + name + "\n";
    return text;
}

const fs::path source = DUESDAY_SOURCE;

} // namespace

TEST_CASE("the manual of import files and the schemas name the same kinds columns and rules")
{
    const auto page = kinds_of_page(test::read_file(source / "man/duesday-import.5"));
    const auto schemas = kinds_of_schemas(source / "schemas/import");
    CHECK(schemas.size() >= 7);
    CHECK(difference(page, schemas) == "");
}

TEST_CASE("a manual of import files that drifted is seen")
{
    const auto schemas = kinds_of_schemas(source / "schemas/import");
    const auto page = test::read_file(source / "man/duesday-import.5");
    struct Row {
        std::string text;
        std::string instead;
    };
    const Row rows[] = {
        {".Ss roles", ".Ss parts"},                                     // another kind
        {".It Cm starts_on ?", ".It Cm starts_on"},                     // no longer optional
        {".It Cm role\nsi:", ".It Cm role ?\nsi:"},                     // optional now
        {".It Cm last4\n", ".It Cm last3\n"},                           // another name
        {".It Cm brand\nBrand of the card: visa or mastercard.\n", ""}, // missing
        {".It Cm brand\n", ".It Cm colour\nNo.\n.It Cm brand\n"},       // one too many
        {".Pq Cm alias_taken", ".Pq Cm alias_free"},                    // another rule
        {".Pq Cm predates_platform , No a warning", ".Pq Cm predates_platform"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        auto drifted = page;
        const auto at = drifted.find(row.text);
        REQUIRE(at != drifted.npos);
        drifted.replace(at, row.text.size(), row.instead);
        CHECK(difference(kinds_of_page(drifted), schemas) != "");
    }
}
