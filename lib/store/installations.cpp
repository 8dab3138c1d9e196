#include "store/installations.hpp"

namespace duesday::store {

namespace {

std::optional<InstallationRow> first_of(Rows rows)
{
    if (!rows.next())
        return std::nullopt;
    InstallationRow row;
    row.id = rows.integer(0);
    row.installation = rows.text(1);
    row.name = rows.text(2);
    row.cloud_connected = rows.boolean(3);
    row.prosoft_version = rows.optional_text(4);
    row.central_units = static_cast<int>(rows.integer(5));
    row.nbt_sent = rows.boolean(6);
    row.priority = rows.boolean(7);
    return row;
}

} // namespace

std::optional<InstallationRow> find_installation(Database& database, std::string_view installation)
{
    return first_of(database.query(R"sql(
        SELECT id, installation, name, cloud_connected, prosoft_version, central_units, nbt_sent,
               priority
        FROM installation WHERE installation = ?1)sql",
                                   installation));
}

std::optional<InstallationRow> find_installation(Database& database, std::int64_t id)
{
    return first_of(database.query(R"sql(
        SELECT id, installation, name, cloud_connected, prosoft_version, central_units, nbt_sent,
               priority
        FROM installation WHERE id = ?1)sql",
                                   id));
}

bool has_role(Database& database, std::int64_t installation, std::int64_t customer)
{
    return database.integer(R"sql(
        SELECT count(*) FROM installation_role WHERE installation = ?1 AND customer = ?2)sql",
                            installation, customer) > 0;
}

} // namespace duesday::store
