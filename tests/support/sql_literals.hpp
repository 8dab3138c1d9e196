// The SQL of the source tree: every raw literal of lib/store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace duesday::test {

struct SqlLiteral {
    std::string place; ///< "store/book.cpp:118"
    std::string sql;
};

/// In the order of files and lines. Throws std::runtime_error where a literal is not closed.
std::vector<SqlLiteral> sql_literals(const std::filesystem::path& folder);

} // namespace duesday::test
