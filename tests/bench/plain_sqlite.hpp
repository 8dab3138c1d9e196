// SQLite as a plain program uses it: for floors and for what makes their books. A mistake ends the
// program.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace plain {

inline void check(int code, sqlite3* database, const char* what)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    std::fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
                 sqlite3_errmsg(database));
    std::exit(1);
}

inline void run_script(sqlite3* database, const std::string& sql)
{
    check(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), database, sql.c_str());
}

/// With the durability of production.
inline sqlite3* open_book(const char* file)
{
    sqlite3* database = nullptr;
    check(sqlite3_open(file, &database), database, file);
    run_script(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;"
                         "PRAGMA wal_autocheckpoint = 16384;");
    return database;
}

/// To be filled and thrown away: nothing is synced.
inline sqlite3* open_to_fill(const char* file)
{
    sqlite3* database = nullptr;
    check(sqlite3_open(file, &database), database, file);
    run_script(database, "PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN");
    return database;
}

/// Drops indexes, named as in a list of SQL, that are made again after the rows, as import-data and
/// floors do; gives the statements that make them.
inline std::string put_off_indexes(sqlite3* database, const std::string& names)
{
    std::string making;
    const auto keep = [](void* text, int, char** values, char**) {
        *static_cast<std::string*>(text) += values[0] + std::string{";"};
        return 0;
    };
    const auto indexes = "FROM sqlite_master WHERE type = 'index' AND name IN (" + names + ")";
    sqlite3_exec(database, ("SELECT sql " + indexes).c_str(), keep, &making, nullptr);
    std::string dropping;
    sqlite3_exec(database, ("SELECT 'DROP INDEX ' || name " + indexes).c_str(), keep, &dropping,
                 nullptr);
    run_script(database, dropping);
    return making;
}

class Statement {
public:
    Statement(sqlite3* database, const char* sql) : database_{database}
    {
        check(
            sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr),
            database, sql);
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void bind(int at, std::int64_t value) { sqlite3_bind_int64(statement_, at, value); }
    void bind(int at, const std::string& value)
    {
        sqlite3_bind_text(statement_, at, value.data(), static_cast<int>(value.size()),
                          SQLITE_TRANSIENT);
    }
    template <class... Values>
    void run(const Values&... values)
    {
        int at = 0;
        (bind(++at, values), ...);
        check(sqlite3_step(statement_), database_, "step");
        sqlite3_reset(statement_);
    }
    bool step() { return sqlite3_step(statement_) == SQLITE_ROW; }
    void reset() { sqlite3_reset(statement_); }
    std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }
    std::string text(int column)
    {
        return reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    }

private:
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
};

} // namespace plain
