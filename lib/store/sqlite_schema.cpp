// The SQLite part of store/book_schema.hpp: its list of objects is a table of its own.

#include "base/embedded.hpp"
#include "base/fault.hpp"
#include "store/book_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace duesday::store {

namespace {

struct Object {
    std::string table;  ///< that it belongs to
    std::string making; ///< without blanks: how it is laid out does not matter
};
/// By "trigger/audit_no_update".
using Objects = std::map<std::string, Object, std::less<>>;

Objects objects_of(Database& database)
{
    Objects objects;
    auto rows = database.query(
        "SELECT type || '/' || name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL");
    while (rows.next()) {
        auto making = rows.text(2);
        making.erase(std::remove_if(making.begin(), making.end(),
                                    [](char c) { return c == ' ' || c == '\n' || c == '\t'; }),
                     making.end());
        objects[rows.text(0)] = {rows.text(1), std::move(making)};
    }
    return objects;
}

std::string_view next_word(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto word = text.substr(0, text.find_first_of(" (\n;"));
    text.remove_prefix(word.size());
    return word;
}

std::string lower(std::string_view word)
{
    std::string result{word};
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

/// What a line of a migration does to the names; migrations write each statement's beginning at
/// the beginning of a line.
void follow(std::string_view line, std::set<std::string, std::less<>>& names)
{
    const auto verb = next_word(line);
    if (verb != "CREATE" && verb != "DROP" && verb != "ALTER")
        return;
    auto kind = next_word(line);
    if (kind == "UNIQUE")
        kind = next_word(line);
    const auto name = fmt::format("{}/{}", lower(kind), next_word(line));
    if (verb == "CREATE")
        names.insert(name);
    if (verb == "DROP")
        names.erase(name);
    if (verb != "ALTER" || next_word(line) != "RENAME" || next_word(line) != "TO")
        return;
    names.erase(name);
    names.insert(fmt::format("{}/{}", lower(kind), next_word(line)));
}

std::set<std::string, std::less<>> expected_names()
{
    std::set<std::string, std::less<>> names;
    for (const auto& migration : embedded::migrations()) {
        auto text = migration.text;
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            follow(text.substr(0, end), names);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    return names;
}

} // namespace

void require_schema(Database& database, const std::string& file)
{
    auto missing = expected_names();
    auto rows = database.query("SELECT type || '/' || name FROM sqlite_master");
    while (rows.next())
        if (const auto found = missing.find(rows.view(0)); found != missing.end())
            missing.erase(found);
    if (missing.empty())
        return;
    throw Fault{FaultKind::bad_input, fmt::format("{} has lost its {}", file, *missing.begin()),
                "restore a backup with admin restore; nothing was done", "corrupt_book"};
}

std::vector<SchemaDifference> schema_differences(Database& database)
{
    const auto made = open_sqlite(":memory:", OpenMode::create);
    for (const auto& migration : embedded::migrations())
        made->script(std::string{migration.text});
    const auto expected = objects_of(*made);
    const auto present = objects_of(database);
    std::vector<SchemaDifference> differences;
    for (const auto& [name, object] : expected) {
        const auto found = present.find(name);
        if (found == present.end())
            differences.push_back({name, "it is not there", name.starts_with("table/")});
        else if (found->second.making != object.making)
            differences.push_back({name, "it reads otherwise than Duesday made it", false});
    }
    for (const auto& [name, object] : present)
        if (name.starts_with("trigger/") && !expected.contains(name) &&
            expected.contains("table/" + object.table))
            differences.push_back(
                {name, fmt::format("it is none of Duesday's, and acts on {}", object.table),
                 false});
    return differences;
}

} // namespace duesday::store
