#include "store/cards.hpp"

namespace duesday::store {

namespace {

CardRow row_of(const Rows& rows)
{
    CardRow row;
    row.id = rows.integer(0);
    row.customer = rows.integer(1);
    row.provider = rows.text(2);
    row.provider_customer = rows.text(3);
    row.mandate = rows.text(4);
    row.brand = rows.text(5);
    row.last4 = rows.text(6);
    row.expires = rows.text(7);
    row.registered_on = rows.date(8);
    row.state = rows.text(9);
    row.is_current = rows.boolean(10);
    return row;
}

} // namespace

std::optional<CardRow> current_card(Database& database, std::int64_t customer)
{
    auto rows = database.query(R"sql(
        SELECT id, customer, provider, provider_customer, mandate, brand, last4, expires,
               registered_on, state, is_current
        FROM card WHERE customer = ?1 AND is_current = 1)sql",
                               customer);
    if (!rows.next())
        return std::nullopt;
    return row_of(rows);
}

std::vector<CardRow> cards_of(Database& database, std::int64_t customer)
{
    std::vector<CardRow> cards;
    auto rows = database.query(R"sql(
        SELECT id, customer, provider, provider_customer, mandate, brand, last4, expires,
               registered_on, state, is_current
        FROM card WHERE customer = ?1 ORDER BY id DESC)sql",
                               customer);
    while (rows.next())
        cards.push_back(row_of(rows));
    return cards;
}

rules::CardFacts card_facts(std::string_view brand, std::string_view last4,
                            std::string_view expires, std::string_view state)
{
    return {rules::parse_card_brand(brand).value_or(rules::CardBrand::visa), std::string{last4},
            std::string{expires},
            state == "ready"     ? rules::CardTest::passed
            : state == "testing" ? rules::CardTest::testing
                                 : rules::CardTest::failed};
}

rules::CardFacts card_facts(const CardRow& card)
{
    return card_facts(card.brand, card.last4, card.expires, card.state);
}

} // namespace duesday::store
