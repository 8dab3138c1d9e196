#include "store/import_customers.hpp"

#include "base/text.hpp"

namespace duesday::store {

std::int64_t last_customer_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM customer)sql");
}

bool add_customer(Write& write, const rules::Customer& c)
{
    return write.database().run(R"sql(
        INSERT INTO customer (customer, name, street, postcode, city, country, email, email_key,
                              kind, invoice_email, language, vat_number, gst_number,
                              enterprise_number, einvoice_status, channel)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT DO NOTHING)sql",
                                c.key, c.name, c.street, c.postcode, c.city, c.country, c.email,
                                text::email_key(c.email), rules::code_of(c.kind), c.invoice_email,
                                c.language, c.vat_number, c.gst_number, c.enterprise_number,
                                c.einvoice_status, c.channel) > 0;
}

std::optional<CustomerReference> customer_reference(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT id, email_key, acts FROM customer WHERE customer = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return CustomerReference{rows.integer(0), std::string{key}, rows.text(1), rows.boolean(2)};
}

std::vector<CustomerReference> customers_by_email_key(Database& database,
                                                      std::string_view email_key)
{
    std::vector<CustomerReference> found;
    auto rows = database.query(R"sql(
        SELECT id, customer, acts FROM customer WHERE email_key = ?1
        ORDER BY acts DESC, id LIMIT 2)sql",
                               email_key);
    while (rows.next())
        found.push_back({rows.integer(0), rows.text(1), std::string{email_key}, rows.boolean(2)});
    return found;
}

std::string other_acting_customer(Database& database, std::string_view email_key, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT customer FROM customer WHERE email_key = ?1 AND acts = 1 AND id <> ?2)sql",
                               email_key, id);
    return rows.next() ? rows.text(0) : std::string{};
}

void let_customer_act(Write& write, std::int64_t id)
{
    write.database().run(R"sql(UPDATE customer SET acts = 1 WHERE id = ?1 AND acts = 0)sql", id);
}

void each_email(Database& database,
                const std::function<void(std::int64_t, std::string_view)>& email)
{
    auto rows = database.query(R"sql(SELECT id, email FROM customer ORDER BY id)sql");
    while (rows.next())
        email(rows.integer(0), rows.view(1));
}

std::string customer_key(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(SELECT customer FROM customer WHERE id = ?1)sql", id);
    return rows.next() ? rows.text(0) : std::string{};
}

std::int64_t last_contact_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM contact)sql");
}

bool add_contact(Write& write, const ImportedContact& contact)
{
    return write.database().run(R"sql(
        INSERT INTO contact (contact, customer, name, email, role) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING)sql",
                                contact.contact, contact.customer, contact.name, contact.email,
                                contact.role) > 0;
}

std::optional<ImportedContact> imported_contact(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT k.id, k.customer, c.customer, k.name, k.email, k.role
        FROM contact AS k JOIN customer AS c ON c.id = k.customer WHERE k.contact = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return ImportedContact{rows.integer(0),      std::string{key}, rows.integer(1),
                           rows.text(2),         rows.text(3),     rows.optional_text(4),
                           rows.optional_text(5)};
}

void overwrite_contact(Write& write, const ImportedContact& contact)
{
    write.database().run(R"sql(
        UPDATE contact SET customer = ?2, name = ?3, email = ?4, role = ?5 WHERE id = ?1)sql",
                         contact.id, contact.customer, contact.name, contact.email, contact.role);
}

} // namespace duesday::store
