// Installations: where the services run, and who may act there.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

struct InstallationRow {
    std::int64_t id = 0;
    std::string installation; ///< the firm's own key; identity is this record (SUB-024)
    std::string name;
    bool cloud_connected = false;
    std::optional<std::string> prosoft_version; ///< nothing: unknown (SUB-001)
    int central_units = 0;
    bool nbt_sent = false;
    bool priority = false; ///< security-sensitive (SUB-114)
};

std::optional<InstallationRow> find_installation(Database& database, std::string_view installation);
std::optional<InstallationRow> find_installation(Database& database, std::int64_t id);

/// SI or owner of the installation (SUB-007, SUB-040).
bool has_role(Database& database, std::int64_t installation, std::int64_t customer);

} // namespace duesday::store
