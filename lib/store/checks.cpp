#include "store/checks.hpp"

namespace duesday::store {

namespace {

PaidLife life_of(const Rows& rows)
{
    PaidLife life;
    life.number = rows.text(1);
    life.standing = rows.text(2);
    life.run = static_cast<int>(rows.integer(3));
    life.starts_on = rows.date(4);
    life.expires_on = rows.date(5);
    life.imported_until = rows.optional_date(6);
    return life;
}

InvoiceSums sums_of(const Rows& rows)
{
    InvoiceSums sums;
    sums.number = rows.text(1);
    sums.net = rows.money(3, 2);
    sums.vat = rows.money(4, 2);
    sums.total = rows.money(5, 2);
    return sums;
}

VatRate rate_of(const Rows& rows, int column)
{
    return {static_cast<int>(rows.integer(column))};
}

} // namespace

// Both walk two ordered queries side by side: one join would sort a million rows.

void each_paid_life(Database& database, std::int64_t after_subscription,
                    const std::function<void(const PaidLife&)>& life)
{
    auto subscriptions = database.query(R"sql(
        SELECT id, number, standing, run, starts_on, expires_on, imported_until
        FROM subscription WHERE id > ?1 ORDER BY id)sql",
                                        after_subscription);
    auto lines = database.query(R"sql(
        SELECT l.subscription, l.run, l.starts_on, l.ends_on
        FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
        WHERE l.held = 1 AND l.subscription > ?1 AND h.state = 'paid'
        ORDER BY l.subscription, l.starts_on)sql",
                                after_subscription);
    bool has_line = lines.next();
    while (subscriptions.next()) {
        auto one = life_of(subscriptions);
        for (; has_line && lines.integer(0) == subscriptions.integer(0); has_line = lines.next())
            one.periods.push_back(
                {static_cast<int>(lines.integer(1)), lines.date(2), lines.date(3)});
        life(one);
    }
}

void each_invoice_sums(Database& database, std::int64_t after_invoice,
                       const std::function<void(const InvoiceSums&)>& invoice)
{
    auto invoices = database.query(R"sql(
        SELECT id, number, currency, net, vat, total FROM invoice WHERE id > ?1 ORDER BY id)sql",
                                   after_invoice);
    auto lines = database.query(R"sql(
        SELECT invoice, net, vat_rate FROM invoice_line WHERE invoice > ?1
        ORDER BY invoice, position)sql",
                                after_invoice);
    auto subtotals = database.query(R"sql(
        SELECT invoice, vat_rate, net, vat FROM invoice_vat WHERE invoice > ?1
        ORDER BY invoice, vat_rate)sql",
                                    after_invoice);
    bool has_line = lines.next();
    bool has_subtotal = subtotals.next();
    while (invoices.next()) {
        auto sums = sums_of(invoices);
        const auto currency = sums.total.currency();
        const auto id = invoices.integer(0);
        for (; has_line && lines.integer(0) == id; has_line = lines.next())
            sums.lines.push_back({Money{lines.integer(1), currency}, rate_of(lines, 2)});
        for (; has_subtotal && subtotals.integer(0) == id; has_subtotal = subtotals.next())
            sums.subtotals.push_back({rate_of(subtotals, 1), Money{subtotals.integer(2), currency},
                                      Money{subtotals.integer(3), currency}});
        invoice(sums);
    }
}

void each_due_day(Database& database, std::int64_t after_subscription,
                  const std::function<void(const DueDay&)>& day)
{
    auto rows = database.query(R"sql(
        SELECT id, number, expires_on, renewal, due_on
        FROM subscription WHERE standing = 'running' AND id > ?1 ORDER BY id)sql",
                               after_subscription);
    while (rows.next())
        day({rows.integer(0), rows.text(1), rows.date(2), rows.boolean(3), rows.optional_date(4)});
}

DueFacts due_facts(Database& database, std::int64_t subscription)
{
    auto rows = database.query(R"sql(
        SELECT (SELECT count(*) FROM announcement AS a
                WHERE a.subscription = s.id AND a.expires_on = s.expires_on
                  AND a.purchaser = s.purchaser),
               (SELECT count(*) FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
                WHERE l.subscription = s.id AND l.held = 1 AND l.starts_on > s.expires_on
                  AND h.state <> 'paid'),
               (SELECT count(*) FROM charge AS h JOIN charge_line AS l ON l.charge = h.id
                WHERE h.payer = s.purchaser AND l.subscription = s.id AND l.held = 0
                  AND l.starts_on > s.expires_on)
        FROM subscription AS s WHERE s.id = ?1)sql",
                               subscription);
    rows.next();
    return {rows.integer(0) > 0, rows.integer(1) > 0, rows.integer(2) > 0};
}

} // namespace duesday::store
