// A private PostgreSQL server for a test: its own folder, its own socket, no network.
#pragma once

#include "support/temp_folder.hpp"

#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace duesday::test {

/// True where Debian's PostgreSQL 15 is installed.
bool postgresql_is_installed();

class PostgreSql {
public:
    /// Starts the server; as root under the user postgres, because initdb refuses root.
    /// Throws std::runtime_error with what the server said.
    PostgreSql();
    ~PostgreSql(); ///< stops it and removes its folder
    PostgreSql(const PostgreSql&) = delete;
    PostgreSql& operator=(const PostgreSql&) = delete;

    /// Runs statements; the error message, or an empty text.
    std::string execute(const std::string& sql);
    /// The rows of a query, columns joined by |. Throws on an error.
    std::vector<std::string> select(const std::string& sql);

    struct Prepared {
        std::string error;                   ///< empty where it was accepted
        std::vector<std::string> parameters; ///< the types that the server chose, as it names them
    };
    Prepared prepare(const std::string& sql);

private:
    TempFolder folder_;
    std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
    int prepared_ = 0;
};

} // namespace duesday::test
