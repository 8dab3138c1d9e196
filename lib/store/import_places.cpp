#include "store/import_places.hpp"

namespace duesday::store {

std::int64_t last_installation_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM installation)sql");
}

bool add_installation(Write& write, const ImportedInstallation& row)
{
    return write.database().run(R"sql(
        INSERT INTO installation (installation, name, cloud_connected, prosoft_version,
                                  central_units, nbt_sent, priority)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING)sql",
                                row.installation, row.name, row.cloud_connected,
                                row.prosoft_version, row.central_units, row.nbt_sent,
                                row.priority) > 0;
}

std::optional<ImportedInstallation> imported_installation(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT id, name, cloud_connected, prosoft_version, central_units, nbt_sent, priority
        FROM installation WHERE installation = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return ImportedInstallation{rows.integer(0),       std::string{key},
                                rows.text(1),          rows.boolean(2),
                                rows.optional_text(3), static_cast<int>(rows.integer(4)),
                                rows.boolean(5),       rows.boolean(6)};
}

void overwrite_installation(Write& write, const ImportedInstallation& row)
{
    write.database().run(R"sql(
        UPDATE installation
        SET name = ?2, cloud_connected = ?3, prosoft_version = ?4, central_units = ?5,
            nbt_sent = ?6, priority = ?7
        WHERE id = ?1)sql",
                         row.id, row.name, row.cloud_connected, row.prosoft_version,
                         row.central_units, row.nbt_sent, row.priority);
}

std::optional<std::int64_t> installation_id(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT id FROM installation WHERE installation = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return rows.integer(0);
}

std::int64_t last_role_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM installation_role)sql");
}

bool add_role(Write& write, std::int64_t installation, std::int64_t customer, std::string_view role)
{
    return write.database().run(R"sql(
        INSERT INTO installation_role (installation, customer, role) VALUES (?1, ?2, ?3)
        ON CONFLICT DO NOTHING)sql",
                                installation, customer, role) > 0;
}

std::int64_t role_id(Database& database, std::int64_t installation, std::int64_t customer,
                     std::string_view role)
{
    return database.integer(R"sql(
        SELECT id FROM installation_role
        WHERE installation = ?1 AND customer = ?2 AND role = ?3)sql",
                            installation, customer, role);
}

} // namespace duesday::store
