// floor_import FILE DATABASE: the least work that leaves a file's rows in an SQLite file with our
// durability: eight columns as text, one prepared statement, one transaction, a unique index and an
// index on the date. No rules, no references, no checks.

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace {

using Fields = std::array<std::string_view, 8>;

void check(int code, sqlite3* database)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return;
    std::fprintf(stderr, "%s\n", sqlite3_errmsg(database));
    std::exit(1);
}

Fields split(std::string_view line)
{
    Fields fields;
    for (auto& field : fields) {
        const auto end = std::min(line.find(','), line.size());
        field = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return fields;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
        return 64;
    sqlite3* database = nullptr;
    check(sqlite3_open(argv[2], &database), database);
    check(sqlite3_exec(database, R"sql(
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
        PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16384;
        CREATE TABLE subscription (number TEXT NOT NULL UNIQUE, installation TEXT NOT NULL,
            reference TEXT NOT NULL, purchaser TEXT NOT NULL, bought_on TEXT NOT NULL,
            expires_on TEXT NOT NULL, renewal TEXT NOT NULL, starts_on TEXT) STRICT;
        CREATE INDEX subscription_expires_on ON subscription (expires_on);
        BEGIN IMMEDIATE)sql",
                       nullptr, nullptr, nullptr),
          database);
    sqlite3_stmt* insert = nullptr;
    check(sqlite3_prepare_v2(database,
                             "INSERT INTO subscription VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", -1,
                             &insert, nullptr),
          database);
    const auto add = [&](const Fields& fields) {
        for (int i = 0; i < 8; ++i) {
            const auto field = fields[static_cast<std::size_t>(i)];
            sqlite3_bind_text(insert, i + 1, field.data() == nullptr ? "" : field.data(),
                              static_cast<int>(field.size()), SQLITE_TRANSIENT);
        }
        check(sqlite3_step(insert), database);
        sqlite3_reset(insert);
    };
    std::ifstream file{argv[1]};
    std::string line;
    if (std::string_view{argv[1]}.ends_with(".jsonl")) {
        while (std::getline(file, line)) {
            const auto row = nlohmann::json::parse(line);
            const auto text = [&](const char* name) -> std::string_view {
                const auto& value = row[name];
                return value.is_string() ? std::string_view{value.get_ref<const std::string&>()}
                                         : std::string_view{};
            };
            add({text("subscription"), text("installation"), text("reference"), text("purchaser"),
                 text("bought_on"), text("expires_on"), text("renewal"), text("starts_on")});
        }
    } else {
        std::getline(file, line);
        while (std::getline(file, line))
            add(split(line));
    }
    sqlite3_finalize(insert);
    check(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), database);
    sqlite3_close(database);
    return 0;
}
