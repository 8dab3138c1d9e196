#include "store/portal_rights.hpp"

#include <fmt/format.h>

namespace duesday::store {

namespace {

PortalContact contact_of(const Rows& rows)
{
    PortalContact contact;
    contact.id = rows.integer(0);
    contact.contact = rows.text(1);
    contact.address = rows.text(2);
    contact.customer = rows.integer(3);
    contact.customer_key = rows.text(4);
    contact.is_revoked = !rows.is_null(6);
    contact.has_right = !rows.is_null(5) && !contact.is_revoked;
    return contact;
}

} // namespace

std::optional<PortalContact> find_portal_contact(Database& database, std::string_view contact)
{
    auto rows = database.query(R"sql(
        SELECT p.id, p.contact, lower(trim(coalesce(p.email, ''))), c.id, c.customer, g.granted_on,
               g.revoked_on
        FROM contact AS p
        JOIN customer AS c ON c.id = p.customer
        LEFT JOIN portal_right AS g ON g.contact = p.id
        WHERE p.contact = ?1)sql",
                               contact);
    if (!rows.next())
        return std::nullopt;
    return contact_of(rows);
}

std::vector<PortalContact> contacts_with_address(Database& database, std::string_view address)
{
    std::vector<PortalContact> contacts;
    auto rows = database.query(R"sql(
        SELECT p.id, p.contact, lower(trim(coalesce(p.email, ''))), c.id, c.customer, g.granted_on,
               g.revoked_on
        FROM contact AS p
        JOIN customer AS c ON c.id = p.customer
        LEFT JOIN portal_right AS g ON g.contact = p.id
        WHERE lower(trim(coalesce(p.email, ''))) = ?1
        ORDER BY p.id)sql",
                               address);
    while (rows.next())
        contacts.push_back(contact_of(rows));
    return contacts;
}

void grant_portal_right(Write& write, std::int64_t id, std::string_view contact)
{
    write.database().run(R"sql(
        INSERT INTO portal_right (contact, granted_on) VALUES (?1, ?2)
        ON CONFLICT (contact) DO UPDATE SET granted_on = ?2, revoked_on = NULL)sql",
                         id, write.stamp().business_date);
    write.audit(fmt::format("contact/{}", contact), "portal_granted", "", "portal=on");
}

void revoke_portal_right(Write& write, std::int64_t id, std::string_view contact)
{
    write.database().run(R"sql(
        INSERT INTO portal_right (contact, granted_on, revoked_on) VALUES (?1, ?2, ?2)
        ON CONFLICT (contact) DO UPDATE SET revoked_on = ?2)sql",
                         id, write.stamp().business_date);
    write.audit(fmt::format("contact/{}", contact), "portal_revoked", "portal=on", "portal=off");
}

} // namespace duesday::store
