// Looking into a SQLite file, and writing to it, behind our programs' backs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace duesday::test {

using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

/// Throws std::runtime_error where the file is not there.
Database open_database(const std::filesystem::path& file);

/// Lets a test write a subscription as one row, as everybody reads one: the view hands on to its
/// two tables. `execute` runs it by itself where it is needed.
extern const char* const writable_subscriptions;

void execute(const Database& database, const std::string& sql);

/// The rows, columns joined by |, NULL as NULL.
std::vector<std::string> select(const Database& database, const std::string& sql);

} // namespace duesday::test
