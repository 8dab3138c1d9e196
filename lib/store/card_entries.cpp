#include "store/card_entries.hpp"

#include "store/charges.hpp"

#include <fmt/format.h>

namespace duesday::store {

namespace {

CardEntryRow entry_of(const Rows& rows)
{
    CardEntryRow entry;
    entry.id = rows.integer(0);
    entry.customer = rows.integer(1);
    entry.ordinal = static_cast<int>(rows.integer(2));
    entry.provider = rows.text(3);
    entry.key = rows.text(4);
    entry.amount = rows.money(5, 6);
    entry.state = rows.text(7);
    entry.provider_customer = rows.text(8);
    entry.provider_reference = rows.text(9);
    entry.checkout_url = rows.text(10);
    entry.begun_at = Timestamp::parse(rows.view(11)).value_or(Timestamp{});
    return entry;
}

/// Pages that one customer was given since a copy was made.
constexpr std::int64_t most_lost = 100;

std::string key_of(Write& write, const CardEntryRow& entry, int ordinal)
{
    Charge test;
    test.kind = rules::ChargeKind::card_test;
    test.payer = entry.customer;
    test.group_key = card_entry_group(ordinal);
    test.amount = entry.amount;
    return charge_key(write.book().id(), test);
}

void insert_planned(Write& write, CardEntryRow& entry)
{
    entry.state = "planned";
    entry.id = write.database().insert(
        R"sql(
        INSERT INTO card_entry (customer, ordinal, provider, key, currency, amount, state,
                                provider_customer, begun_on, begun_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'planned', ?7, ?8, ?9)
        RETURNING id)sql",
        entry.customer, entry.ordinal, entry.provider, entry.key, entry.amount.currency().code(),
        entry.amount.minor(), entry.provider_customer, write.stamp().business_date, entry.begun_at);
}

} // namespace

std::optional<CardEntryRow> open_card_entry(Database& database, std::int64_t customer)
{
    auto rows = database.query(R"sql(
        SELECT id, customer, ordinal, provider, key, amount, currency, state, provider_customer,
               provider_reference, checkout_url, begun_at
        FROM card_entry WHERE customer = ?1 AND (state = 'planned' OR state = 'open'))sql",
                               customer);
    if (!rows.next())
        return std::nullopt;
    return entry_of(rows);
}

std::optional<CardEntryRow> card_entry_by_key(Database& database, std::string_view key)
{
    auto rows = database.query(R"sql(
        SELECT id, customer, ordinal, provider, key, amount, currency, state, provider_customer,
               provider_reference, checkout_url, begun_at
        FROM card_entry WHERE key = ?1)sql",
                               key);
    if (!rows.next())
        return std::nullopt;
    return entry_of(rows);
}

std::vector<CardEntryRow> open_card_entries(Database& database)
{
    std::vector<CardEntryRow> entries;
    auto rows = database.query(R"sql(
        SELECT id, customer, ordinal, provider, key, amount, currency, state, provider_customer,
               provider_reference, checkout_url, begun_at
        FROM card_entry WHERE state = 'open' ORDER BY id)sql");
    while (rows.next())
        entries.push_back(entry_of(rows));
    return entries;
}

std::string card_entry_group(int ordinal)
{
    return fmt::format("entry-{}", ordinal);
}

void plan_card_entry(Write& write, CardEntryRow& entry)
{
    auto& database = write.database();
    entry.ordinal = 1 + static_cast<int>(database.integer(R"sql(
        SELECT max(ordinal) FROM card_entry WHERE customer = ?1)sql",
                                                          entry.customer));
    entry.key = key_of(write, entry, entry.ordinal);
    entry.begun_at = write.stamp().real;
    insert_planned(write, entry);
}

bool adopt_card_entry(Write& write, CardEntryRow& entry)
{
    const auto last = write.database().integer(R"sql(
        SELECT max(ordinal) FROM card_entry WHERE customer = ?1)sql",
                                               entry.customer);
    for (entry.ordinal = static_cast<int>(last) + 1; entry.ordinal <= last + most_lost;
         ++entry.ordinal)
        if (key_of(write, entry, entry.ordinal) == entry.key) {
            insert_planned(write, entry);
            return true;
        }
    return false;
}

void name_entering_customer(Write& write, const CardEntryRow& entry)
{
    write.database().run(R"sql(
        UPDATE card_entry SET provider_customer = ?2 WHERE id = ?1)sql",
                         entry.id, entry.provider_customer);
}

void open_card_entry(Write& write, const CardEntryRow& entry)
{
    write.database().run(R"sql(
        UPDATE card_entry SET state = 'open', provider_customer = ?2, provider_reference = ?3,
               checkout_url = ?4
        WHERE id = ?1)sql",
                         entry.id, entry.provider_customer, entry.provider_reference,
                         entry.checkout_url);
}

void fail_card_entry(Write& write, std::int64_t entry, std::string_view reason)
{
    write.database().run(R"sql(
        UPDATE card_entry SET state = 'failed', reason = ?2 WHERE id = ?1)sql",
                         entry, reason);
}

void refuse_entered_card(Write& write, std::int64_t entry, const RefusedCard& card)
{
    write.database().run(R"sql(
        UPDATE card_entry SET state = 'failed', reason = ?2, refused_brand = ?3,
               refused_last4 = ?4, refused_expires = ?5, refused_on = ?6
        WHERE id = ?1)sql",
                         entry, card.reason, card.brand, card.last4, card.expires, card.entered_on);
}

std::vector<RefusedCard> refused_cards(Database& database, std::int64_t customer)
{
    std::vector<RefusedCard> cards;
    auto rows = database.query(R"sql(
        SELECT provider, refused_brand, refused_last4, refused_expires, refused_on, reason
        FROM card_entry WHERE customer = ?1 AND refused_on IS NOT NULL ORDER BY id DESC)sql",
                               customer);
    while (rows.next())
        cards.push_back(
            {rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.date(4), rows.text(5)});
    return cards;
}

void complete_card_entry(Write& write, std::int64_t entry, std::int64_t card)
{
    write.database().run(R"sql(
        UPDATE card_entry SET state = 'done', card = ?2 WHERE id = ?1)sql",
                         entry, card);
}

std::string provider_customer_of(Database& database, std::int64_t customer,
                                 std::string_view provider)
{
    {
        auto rows = database.query(R"sql(
            SELECT provider_customer FROM card_entry
            WHERE customer = ?1 AND provider = ?2 AND provider_customer <> ''
            ORDER BY id DESC LIMIT 1)sql",
                                   customer, provider);
        if (rows.next())
            return rows.text(0);
    }
    auto rows = database.query(R"sql(
        SELECT provider_customer FROM card WHERE customer = ?1 AND provider = ?2
        ORDER BY id DESC LIMIT 1)sql",
                               customer, provider);
    return rows.next() ? rows.text(0) : std::string{};
}

} // namespace duesday::store
