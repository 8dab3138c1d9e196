#include "support/database.hpp"

#include <sqlite3.h>
#include <stdexcept>

namespace duesday::test {

Database open_database(const std::filesystem::path& file)
{
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    Database database{opened, sqlite3_close};
    if (code != SQLITE_OK)
        throw std::runtime_error{"cannot open " + file.filename().string()};
    sqlite3_busy_timeout(opened, 5000);
    return database;
}

void execute(const Database& database, const std::string& sql)
{
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error{sqlite3_errmsg(database.get())};
}

std::vector<std::string> select(const Database& database, const std::string& sql)
{
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &prepared, nullptr);
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement{prepared, sqlite3_finalize};
    if (code != SQLITE_OK)
        throw std::runtime_error{sqlite3_errmsg(database.get())};
    std::vector<std::string> rows;
    while (sqlite3_step(prepared) == SQLITE_ROW) {
        std::string row;
        for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, i));
            row += (i > 0 ? "|" : "") + std::string{text == nullptr ? "NULL" : text};
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace duesday::test
