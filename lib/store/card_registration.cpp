#include "store/card_registration.hpp"

#include <fmt/format.h>

namespace duesday::store {

std::optional<CardRow> find_same_card(Database& database, std::int64_t customer,
                                      const CardContent& card)
{
    for (auto& row : cards_of(database, customer))
        if (CardContent{row.provider, row.provider_customer, row.mandate, row.brand, row.last4,
                        row.expires} == card)
            return std::move(row);
    return std::nullopt;
}

std::int64_t add_card_in_test(Write& write, std::int64_t customer, const CardContent& card,
                              Date registered_on)
{
    auto& database = write.database();
    const auto current = current_card(database, customer);
    const bool works = current && current->state == "ready";
    if (current && !works)
        database.run(R"sql(UPDATE card SET is_current = 0 WHERE id = ?1)sql", current->id);
    return database.insert(R"sql(
        INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4, expires,
                          registered_on, state, is_current)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'testing', ?9)
        RETURNING id)sql",
                           customer, card.provider, card.provider_customer, card.mandate,
                           card.brand, card.last4, card.expires, registered_on, !works);
}

std::string card_test_group(Database& database, std::int64_t customer, std::int64_t card)
{
    return fmt::format("card-{}", database.integer(R"sql(
        SELECT count(*) FROM card WHERE customer = ?1 AND id <= ?2)sql",
                                                   customer, card));
}

std::optional<Charge> last_card_test(Database& database, std::int64_t customer,
                                     std::string_view group)
{
    const auto id = database.integer(R"sql(
        SELECT max(id) FROM charge WHERE payer = ?1 AND kind = 'card_test' AND group_key = ?2)sql",
                                     customer, group);
    return id == 0 ? std::nullopt : find_charge(database, id);
}

std::optional<Charge> open_card_test(Database& database, std::int64_t customer, Date last_day)
{
    const auto id = database.integer(R"sql(
        SELECT max(t.id)
        FROM charge AS t JOIN card AS k ON k.id = t.card
        WHERE t.payer = ?1 AND t.kind = 'card_test' AND t.settled_on IS NULL
          AND k.registered_on <= ?2)sql",
                                     customer, last_day);
    return id == 0 ? std::nullopt : find_charge(database, id);
}

std::optional<Date> page_for_card_since(Database& database, std::int64_t customer, Date last_day)
{
    auto rows = database.query(R"sql(
        SELECT begun_on FROM card_entry
        WHERE customer = ?1 AND (state = 'planned' OR state = 'open') AND state = 'open'
          AND begun_on <= ?2)sql",
                               customer, last_day);
    return rows.next() ? std::optional{rows.date(0)} : std::nullopt;
}

std::optional<Date> card_in_test_on(Database& database, std::int64_t customer, Date last_day)
{
    const auto test = open_card_test(database, customer, last_day);
    if (!test)
        return page_for_card_since(database, customer, last_day);
    auto rows = database.query(R"sql(SELECT registered_on FROM card WHERE id = ?1)sql", test->card);
    return rows.next() ? std::optional{rows.date(0)} : std::nullopt;
}

bool make_card_ready(Write& write, std::int64_t card)
{
    auto& database = write.database();
    database.run(R"sql(UPDATE card SET state = 'ready' WHERE id = ?1)sql", card);
    const auto later = database.integer(R"sql(
        SELECT count(*)
        FROM card AS k JOIN card AS o ON o.customer = k.customer AND o.id > k.id
        WHERE k.id = ?1 AND o.state = 'ready')sql",
                                        card);
    if (later > 0)
        return false;
    database.run(R"sql(
        UPDATE card SET is_current = 0
        WHERE customer = (SELECT customer FROM card WHERE id = ?1) AND is_current = 1)sql",
                 card);
    database.run(R"sql(UPDATE card SET is_current = 1 WHERE id = ?1)sql", card);
    return true;
}

void refuse_card(Write& write, std::int64_t card)
{
    write.database().run(R"sql(UPDATE card SET state = 'refused' WHERE id = ?1)sql", card);
}

} // namespace duesday::store
