#include "store/customers.hpp"

#include "base/text.hpp"
#include "store/cards.hpp"

#include <fmt/format.h>

#include <iterator>

namespace duesday::store {

namespace {

CustomerRow row_of(const Rows& rows)
{
    CustomerRow row;
    auto& customer = row.customer;
    row.id = rows.integer(0);
    customer.key = rows.text(1);
    customer.name = rows.text(2);
    customer.street = rows.text(3);
    customer.postcode = rows.text(4);
    customer.city = rows.text(5);
    customer.country = rows.text(6);
    customer.email = rows.text(7);
    customer.kind = rules::parse_customer_kind(rows.view(8)).value_or(rules::CustomerKind::company);
    customer.invoice_email = rows.optional_text(9);
    if (!rows.view(10).empty())
        customer.language = rows.text(10);
    customer.vat_number = rows.optional_text(11);
    customer.gst_number = rows.optional_text(12);
    customer.enterprise_number = rows.optional_text(13);
    customer.einvoice_status = rows.optional_text(14);
    customer.channel = rows.optional_text(15);
    row.acts = rows.boolean(16);
    return row;
}

/// Personal fields as such.
Changes changes_of(const rules::Customer& before, const rules::Customer& after)
{
    const auto text = [](const std::optional<std::string>& value) {
        return value ? std::string_view{*value} : std::string_view{};
    };
    Changes changes;
    changes.personal("name", before.name, after.name)
        .personal("street", before.street, after.street)
        .personal("postcode", before.postcode, after.postcode)
        .personal("city", before.city, after.city)
        .field("country", before.country, after.country)
        .personal("email", before.email, after.email)
        .field("kind", rules::code_of(before.kind), rules::code_of(after.kind))
        .personal("invoice_email", text(before.invoice_email), text(after.invoice_email))
        .field("language", text(before.language), text(after.language))
        .field("vat_number", text(before.vat_number), text(after.vat_number))
        .field("gst_number", text(before.gst_number), text(after.gst_number))
        .field("enterprise_number", text(before.enterprise_number), text(after.enterprise_number))
        .field("einvoice_status", text(before.einvoice_status), text(after.einvoice_status))
        .field("channel", text(before.channel), text(after.channel));
    return changes;
}

} // namespace

std::optional<CustomerRow> find_customer(Database& database, std::string_view customer)
{
    auto rows = database.query(R"sql(
        SELECT id, customer, name, street, postcode, city, country, email, kind, invoice_email,
               language, vat_number, gst_number, enterprise_number, einvoice_status, channel, acts
        FROM customer WHERE customer = ?1)sql",
                               customer);
    if (!rows.next())
        return std::nullopt;
    return row_of(rows);
}

std::optional<CustomerRow> find_customer(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(SELECT customer FROM customer WHERE id = ?1)sql", id);
    if (!rows.next())
        return std::nullopt;
    return find_customer(database, rows.view(0));
}

std::vector<CustomerRow> customers_with_email(Database& database, std::string_view email)
{
    std::vector<CustomerRow> found;
    auto rows = database.query(R"sql(
        SELECT customer FROM customer WHERE email_key = ?1 ORDER BY customer)sql",
                               text::email_key(email));
    while (rows.next())
        found.push_back(find_customer(database, rows.view(0)).value());
    return found;
}

void each_customer(Database& database, const std::function<void(const CustomerListing&)>& listed)
{
    auto rows = database.query(R"sql(
        SELECT c.id, c.customer, c.name, c.street, c.postcode, c.city, c.country, c.email, c.kind,
               c.invoice_email, c.language, c.vat_number, c.gst_number, c.enterprise_number,
               c.einvoice_status, c.channel, c.acts, k.brand, k.last4, k.expires, k.state
        FROM customer c LEFT JOIN card k ON k.customer = c.id AND k.is_current = 1
        ORDER BY c.customer)sql");
    while (rows.next()) {
        CustomerListing listing{row_of(rows), std::nullopt};
        if (!rows.is_null(17))
            listing.card = card_facts(rows.view(17), rows.view(18), rows.view(19), rows.view(20));
        listed(listing);
    }
}

bool update_customer(Write& write, const CustomerRow& before, const rules::Customer& after,
                     std::string_view what)
{
    const auto changes = changes_of(before.customer, after);
    if (changes.empty())
        return false;
    write.database().run(R"sql(
        UPDATE customer
        SET name = ?2, street = ?3, postcode = ?4, city = ?5, country = ?6, email = ?7,
            email_key = ?8, kind = ?9, invoice_email = ?10, language = ?11, vat_number = ?12,
            gst_number = ?13, enterprise_number = ?14, einvoice_status = ?15, channel = ?16
        WHERE id = ?1)sql",
                         before.id, after.name, after.street, after.postcode, after.city,
                         after.country, after.email, text::email_key(after.email),
                         rules::code_of(after.kind), after.invoice_email,
                         after.language.value_or(""), after.vat_number, after.gst_number,
                         after.enterprise_number, after.einvoice_status, after.channel);
    write.audit(fmt::format("customer/{}", after.key), what, changes);
    return true;
}

std::vector<CustomerRole> roles_of(Database& database, std::int64_t customer)
{
    std::vector<CustomerRole> roles;
    auto rows = database.query(R"sql(
        SELECT i.installation, r.role
        FROM installation_role r JOIN installation i ON i.id = r.installation
        WHERE r.customer = ?1
        ORDER BY i.installation, r.role)sql",
                               customer);
    while (rows.next())
        roles.push_back({rows.text(0), rows.text(1)});
    return roles;
}

} // namespace duesday::store
