#include "store/reversals.hpp"

namespace duesday::store {

bool knows_reversal(Database& database, std::string_view provider_reference)
{
    return database.integer(R"sql(
        SELECT (SELECT count(*) FROM reversal WHERE provider_reference = ?1)
               + (SELECT count(*) FROM foreign_reversal WHERE provider_reference = ?1))sql",
                            provider_reference) > 0;
}

bool is_reversal_in_force(Database& database, std::string_view provider_reference)
{
    return database.integer(R"sql(
        SELECT count(*) FROM reversal_in_force WHERE provider_reference = ?1)sql",
                            provider_reference) > 0;
}

std::optional<Timestamp> oldest_chargeback_since(Database& database, Timestamp since)
{
    auto rows = database.query(R"sql(
        SELECT made_at FROM reversal_in_force WHERE kind = 'chargeback' AND made_at >= ?1
        ORDER BY made_at LIMIT 1)sql",
                               since);
    return rows.next() ? Timestamp::parse(rows.view(0)) : std::nullopt;
}

void end_reversal(Write& write, std::string_view provider_reference)
{
    write.database().run(R"sql(
        INSERT INTO reversal_end (reversal, found_on)
        SELECT id, ?2 FROM reversal WHERE provider_reference = ?1)sql",
                         provider_reference, write.stamp().business_date);
}

void add_reversal(Write& write, const Reversal& reversal)
{
    write.database().run(R"sql(
        INSERT INTO reversal (charge, invoice, kind, provider_reference, currency, amount, made_at,
                              found_on)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql",
                         reversal.charge, reversal.invoice, reversal.kind,
                         reversal.provider_reference, reversal.amount.currency().code(),
                         reversal.amount.minor(), reversal.made_at, write.stamp().business_date);
}

std::optional<PaidInvoice> invoice_of_charge(Database& database, std::int64_t charge)
{
    auto rows = database.query(R"sql(
        SELECT v.id, v.number,
               CASE WHEN EXISTS (SELECT 1 FROM invoice AS n WHERE n.credits = v.id)
                    THEN 1 ELSE 0 END
        FROM payment AS p
        JOIN allocation AS a ON a.payment = p.id
        JOIN invoice AS v ON v.id = a.invoice
        WHERE p.charge = ?1)sql",
                               charge);
    if (!rows.next())
        return std::nullopt;
    return PaidInvoice{rows.integer(0), rows.text(1), rows.integer(2) != 0};
}

rules::MoneyBack money_back(Database& database, std::int64_t charge)
{
    auto rows = database.query(R"sql(
        SELECT h.amount, h.currency,
               CAST(COALESCE(sum(CASE WHEN r.kind = 'refund' THEN r.amount ELSE 0 END), 0)
                    AS INTEGER),
               CAST(COALESCE(sum(CASE WHEN r.kind = 'chargeback' THEN r.amount ELSE 0 END), 0)
                    AS INTEGER),
               CAST((SELECT count(*) FROM payment AS p
                     JOIN allocation AS a ON a.payment = p.id
                     JOIN invoice AS n ON n.credits = a.invoice
                     WHERE p.charge = h.id) AS INTEGER)
        FROM charge AS h LEFT JOIN reversal_in_force AS r ON r.charge = h.id
        WHERE h.id = ?1 GROUP BY h.id, h.amount, h.currency)sql",
                               charge);
    if (!rows.next())
        return {};
    return {rows.money(0, 1), rows.money(2, 1), rows.money(3, 1), rows.integer(4) > 0};
}

bool has_reversals(Database& database)
{
    return database.integer(R"sql(SELECT max(id) FROM reversal)sql") > 0;
}

std::vector<ReversedCharge> reversed_charges(Database& database, std::int64_t payer)
{
    std::vector<ReversedCharge> charges;
    {
        auto rows = database.query(R"sql(
            SELECT DISTINCT h.id
            FROM reversal_in_force AS r JOIN charge AS h ON h.id = r.charge
            WHERE h.payer = ?1 AND r.invoice IS NOT NULL)sql",
                                   payer);
        while (rows.next())
            charges.push_back({rows.integer(0), {}});
    }
    for (auto& charge : charges)
        charge.back = money_back(database, charge.charge);
    return charges;
}

std::vector<UnsettledReversal> unsettled_reversals(Database& database, int limit)
{
    std::vector<UnsettledReversal> reversals;
    auto rows = database.query(R"sql(
        SELECT r.provider_reference, v.number, c.customer, r.kind, r.amount, r.currency, r.found_on,
               CASE WHEN r.kind = 'refund'
                     AND h.amount > (SELECT sum(s.amount) FROM reversal_in_force AS s
                                     WHERE s.charge = h.id)
                    THEN 1 ELSE 0 END
        FROM reversal_in_force AS r
        JOIN charge AS h ON h.id = r.charge
        JOIN invoice AS v ON v.id = r.invoice
        JOIN customer AS c ON c.id = v.customer
        WHERE NOT EXISTS (SELECT 1 FROM invoice AS n WHERE n.credits = r.invoice)
          AND NOT (r.kind = 'refund'
                   AND EXISTS (SELECT 1 FROM refund_settlement AS e WHERE e.reversal = r.id))
        ORDER BY r.id LIMIT ?1)sql",
                               limit);
    while (rows.next())
        reversals.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3),
                             rows.money(4, 5), rows.date(6), rows.integer(7) != 0});
    return reversals;
}

std::optional<Refund> find_refund(Database& database, std::string_view provider_reference)
{
    auto rows = database.query(R"sql(
        SELECT r.id, h.key, h.provider, r.provider_reference, v.number, c.customer, r.amount,
               r.currency,
               CASE WHEN h.amount > (SELECT sum(s.amount) FROM reversal_in_force AS s
                                     WHERE s.charge = h.id)
                    THEN 1 ELSE 0 END,
               CASE WHEN EXISTS (SELECT 1 FROM invoice AS n WHERE n.credits = v.id)
                    THEN 1 ELSE 0 END,
               e.settled_on
        FROM reversal_in_force AS r
        JOIN charge AS h ON h.id = r.charge
        JOIN invoice AS v ON v.id = r.invoice
        JOIN customer AS c ON c.id = v.customer
        LEFT JOIN refund_settlement AS e ON e.reversal = r.id
        WHERE r.provider_reference = ?1 AND r.kind = 'refund')sql",
                               provider_reference);
    if (!rows.next())
        return std::nullopt;
    Refund refund{rows.integer(0), rows.text(1),         rows.text(2),     rows.text(3),
                  rows.text(4),    rows.text(5),         rows.money(6, 7), rows.boolean(8),
                  rows.boolean(9), std::optional<Date>{}};
    if (!rows.is_null(10))
        refund.settled_on = rows.date(10);
    return refund;
}

void settle_refund(Write& write, std::int64_t reversal, std::string_view reason)
{
    write.database().run(R"sql(
        INSERT INTO refund_settlement (reversal, reason, settled_on) VALUES (?1, ?2, ?3))sql",
                         reversal, reason, write.stamp().business_date);
}

void pass_reversal(Write& write, std::string_view provider_reference)
{
    write.database().run(R"sql(
        INSERT INTO foreign_reversal (provider_reference) VALUES (?1)
        ON CONFLICT (provider_reference) DO NOTHING)sql",
                         provider_reference);
}

Timestamp book_made_at(Database& database)
{
    auto rows = database.query(R"sql(SELECT created_at FROM book WHERE id = 1)sql");
    return rows.next() ? Timestamp::parse(rows.view(0)).value_or(Timestamp{}) : Timestamp{};
}

std::optional<Timestamp> reversals_asked_at(Database& database, std::string_view provider)
{
    auto rows = database.query(R"sql(
        SELECT asked_at FROM reversal_watch WHERE provider = ?1)sql",
                               provider);
    return rows.next() ? Timestamp::parse(rows.view(0)) : std::nullopt;
}

void note_reversals_asked(Write& write, std::string_view provider, Timestamp at)
{
    write.database().run(R"sql(
        INSERT INTO reversal_watch (provider, asked_at) VALUES (?1, ?2)
        ON CONFLICT (provider) DO UPDATE SET asked_at = excluded.asked_at)sql",
                         provider, at);
}

} // namespace duesday::store
