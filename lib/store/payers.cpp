#include "store/payers.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "store/lost_row.hpp"

#include <fmt/format.h>

namespace duesday::store {

namespace {

PayerCard card_of(const Rows& rows, int from)
{
    return {rows.integer(from),  rows.text(from + 1),   rows.text(from + 2), rows.text(from + 3),
            rows.text(from + 4), rows.text(from + 5),   rows.text(from + 6), rows.date(from + 7),
            rows.text(from + 8), rows.boolean(from + 9)};
}

} // namespace

Payer find_payer(Database& database, std::int64_t customer)
{
    auto rows = database.query(R"sql(
        SELECT c.id, c.customer, c.name, c.street, c.postcode, c.city, c.country, c.email, c.kind,
               c.invoice_email, c.language, c.vat_number, c.enterprise_number, c.gst_number,
               k.id, k.provider, k.provider_customer, k.mandate, k.brand, k.last4, k.expires,
               k.registered_on, k.state, k.is_confirmed, c.channel
        FROM customer c
        LEFT JOIN card k ON k.customer = c.id AND k.is_current = 1 AND k.state = 'ready'
        WHERE c.id = ?1)sql",
                               customer);
    if (!rows.next())
        report_lost_row("customer", customer);
    Payer payer{rows.integer(0), rows.text(1),  rows.text(2),  rows.text(3),
                rows.text(4),    rows.text(5),  rows.text(6),  rows.text(7),
                rows.text(8),    rows.text(9),  rows.text(10), rows.text(11),
                rows.text(12),   rows.text(13), std::nullopt,  rows.optional_text(24).value_or("")};
    if (!rows.is_null(14))
        payer.card = card_of(rows, 14);
    return payer;
}

std::string name_of_customer(Database& database, std::int64_t customer)
{
    auto rows = database.query(R"sql(SELECT customer FROM customer WHERE id = ?1)sql", customer);
    return rows.next() ? rows.text(0) : fmt::format("no. {}", customer);
}

std::optional<std::int64_t> find_payer_by_email(Database& database, std::string_view email)
{
    auto rows = database.query(R"sql(
        SELECT id FROM customer WHERE email_key = ?1 AND acts = 1)sql",
                               text::email_key(email));
    if (!rows.next())
        return std::nullopt;
    return rows.integer(0);
}

std::vector<std::int64_t> owners_of(Database& database, std::string_view provider,
                                    std::string_view provider_customer)
{
    std::vector<std::int64_t> owners;
    if (provider_customer.empty())
        return owners;
    auto rows = database.query(R"sql(
        SELECT customer FROM card WHERE provider = ?1 AND provider_customer = ?2
        UNION
        SELECT customer FROM card_entry WHERE provider = ?1 AND provider_customer = ?2
        ORDER BY customer)sql",
                               provider, provider_customer);
    while (rows.next())
        owners.push_back(rows.integer(0));
    return owners;
}

PayerCard find_card(Database& database, std::int64_t card)
{
    auto rows = database.query(R"sql(
        SELECT id, provider, provider_customer, mandate, brand, last4, expires, registered_on,
               state, is_confirmed
        FROM card WHERE id = ?1)sql",
                               card);
    if (!rows.next())
        report_lost_row("card", card);
    return card_of(rows, 0);
}

} // namespace duesday::store
