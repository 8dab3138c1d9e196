#include "store/roles.hpp"

#include "base/fault.hpp"

namespace duesday::store {

bool give_role(Write& write, std::int64_t installation, std::int64_t customer,
               std::string_view role)
{
    auto& database = write.database();
    const auto others = database.integer(R"sql(
        SELECT count(*)
        FROM customer AS c JOIN customer AS o ON o.email_key = c.email_key AND o.acts = 1
        WHERE c.id = ?1 AND o.id <> c.id)sql",
                                         customer);
    if (others > 0)
        throw Fault{FaultKind::bad_input,
                    "another customer with a role or subscription has the same e-mail (SUB-053)",
                    "give one of them another address with customers edit", "email_taken"};
    if (database.run(R"sql(
        INSERT INTO installation_role (installation, customer, role) VALUES (?1, ?2, ?3)
        ON CONFLICT (installation, customer, role) DO NOTHING)sql",
                     installation, customer, role) == 0)
        return false;
    database.run(R"sql(UPDATE customer SET acts = 1 WHERE id = ?1 AND acts = 0)sql", customer);
    return true;
}

bool take_role(Write& write, std::int64_t installation, std::int64_t customer,
               std::string_view role)
{
    return write.database().run(R"sql(
        DELETE FROM installation_role WHERE installation = ?1 AND customer = ?2 AND role = ?3)sql",
                                installation, customer, role) > 0;
}

std::int64_t count_other_roles(Database& database, std::int64_t installation, std::int64_t customer,
                               std::string_view role)
{
    return database.integer(R"sql(
        SELECT count(*) FROM installation_role
        WHERE installation = ?1 AND customer = ?2 AND role <> ?3)sql",
                            installation, customer, role);
}

bool has_this_role(Database& database, std::int64_t installation, std::int64_t customer,
                   std::string_view role)
{
    return database.integer(R"sql(
        SELECT count(*) FROM installation_role
        WHERE installation = ?1 AND customer = ?2 AND role = ?3)sql",
                            installation, customer, role) > 0;
}

} // namespace duesday::store
