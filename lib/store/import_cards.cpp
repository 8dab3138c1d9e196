#include "store/import_customers.hpp"

namespace duesday::store {

namespace {

CardContent content_of(const Rows& rows, int first)
{
    return {rows.text(first),     rows.text(first + 1), rows.text(first + 2),
            rows.text(first + 3), rows.text(first + 4), rows.text(first + 5)};
}

} // namespace

std::int64_t last_card_id(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM card)sql");
}

std::optional<ImportedCard> imported_current_card(Database& database, std::int64_t customer)
{
    auto rows = database.query(R"sql(
        SELECT id, provider, provider_customer, mandate, brand, last4, expires
        FROM card WHERE customer = ?1 AND is_current = 1)sql",
                               customer);
    if (!rows.next())
        return std::nullopt;
    return ImportedCard{rows.integer(0), content_of(rows, 1)};
}

std::optional<ImportedCard> card_up_to(Database& database, std::int64_t customer, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT id, provider, provider_customer, mandate, brand, last4, expires
        FROM card WHERE customer = ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1)sql",
                               customer, id);
    if (!rows.next())
        return std::nullopt;
    return ImportedCard{rows.integer(0), content_of(rows, 1)};
}

void add_card(Write& write, std::int64_t customer, const CardContent& card, Date registered_on,
              bool is_confirmed)
{
    auto& database = write.database();
    database.run(R"sql(UPDATE card SET is_current = 0 WHERE customer = ?1 AND is_current = 1)sql",
                 customer);
    database.run(R"sql(
        INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4, expires,
                          registered_on, state, is_current, is_confirmed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'ready', 1, ?9))sql",
                 customer, card.provider, card.provider_customer, card.mandate, card.brand,
                 card.last4, card.expires, registered_on, is_confirmed);
}

std::int64_t drop_cards_after(Write& write, std::int64_t customer, std::int64_t last_id)
{
    auto& database = write.database();
    const auto dropped = database.run(R"sql(DELETE FROM card WHERE customer = ?1 AND id > ?2)sql",
                                      customer, last_id);
    database.run(R"sql(
        UPDATE card SET is_current = 1
        WHERE id = (SELECT max(id) FROM card WHERE customer = ?1))sql",
                 customer);
    return dropped;
}

void each_changed_card(Database& database, std::int64_t last_id,
                       const std::function<void(const ChangedCard&)>& changed)
{
    auto rows = database.query(R"sql(
        SELECT c.id, c.customer, o.provider, o.provider_customer, o.mandate, o.brand, o.last4,
               o.expires, n.provider, n.provider_customer, n.mandate, n.brand, n.last4, n.expires
        FROM card AS n
        JOIN card AS o ON o.id = (SELECT max(p.id) FROM card AS p
                                  WHERE p.customer = n.customer AND p.id <= ?1)
        JOIN customer AS c ON c.id = n.customer
        WHERE n.id > ?1 AND n.is_current = 1
        ORDER BY n.id)sql",
                               last_id);
    while (rows.next())
        changed({rows.integer(0), rows.text(1), content_of(rows, 2), content_of(rows, 8)});
}

} // namespace duesday::store
