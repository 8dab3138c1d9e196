#include "store/card_confirmations.hpp"

namespace duesday::store {

std::vector<UnconfirmedCard> unconfirmed_cards(Database& database, std::string_view provider,
                                               std::int64_t after_id, int limit)
{
    std::vector<UnconfirmedCard> cards;
    auto rows = database.query(R"sql(
        SELECT k.id, c.customer, k.provider_customer, k.mandate, k.brand, k.last4
        FROM card AS k JOIN customer AS c ON c.id = k.customer
        WHERE k.is_confirmed = 0 AND k.id > ?2 AND k.provider = ?1 AND k.is_current = 1
          AND k.state = 'ready'
        ORDER BY k.id LIMIT ?3)sql",
                               provider, after_id, limit);
    while (rows.next())
        cards.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                         rows.text(5)});
    return cards;
}

void confirm_card(Write& write, std::int64_t card)
{
    write.database().run(R"sql(UPDATE card SET is_confirmed = 1 WHERE id = ?1)sql", card);
}

} // namespace duesday::store
