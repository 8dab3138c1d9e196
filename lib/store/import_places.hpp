// Installations and roles in bulk.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

struct ImportedInstallation {
    std::int64_t id = 0;
    std::string installation, name;
    bool cloud_connected = false;
    std::optional<std::string> prosoft_version; ///< nothing: unknown
    int central_units = 0;
    bool nbt_sent = false;
    bool priority = false;
};

std::int64_t last_installation_id(Database& database);
/// False where the key is there already.
bool add_installation(Write& write, const ImportedInstallation& row);
std::optional<ImportedInstallation> imported_installation(Database& database, std::string_view key);
void overwrite_installation(Write& write, const ImportedInstallation& row);
std::optional<std::int64_t> installation_id(Database& database, std::string_view key);

std::int64_t last_role_id(Database& database);
/// False where the customer has the role already.
bool add_role(Write& write, std::int64_t installation, std::int64_t customer,
              std::string_view role);
std::int64_t role_id(Database& database, std::int64_t installation, std::int64_t customer,
                     std::string_view role);

} // namespace duesday::store
