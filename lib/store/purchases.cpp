#include "store/purchases.hpp"

namespace duesday::store {

std::vector<std::int64_t> purchases_since(Database& database, std::int64_t payer, Timestamp since)
{
    std::vector<std::int64_t> charges;
    auto rows = database.query(R"sql(
        SELECT id FROM charge
        WHERE payer = ?1 AND kind = 'purchase' AND (sent_at IS NULL OR sent_at >= ?2)
        ORDER BY id DESC)sql",
                               payer, since);
    while (rows.next())
        charges.push_back(rows.integer(0));
    return charges;
}

std::optional<std::string> invoice_paid_by(Database& database, std::int64_t charge)
{
    auto rows = database.query(R"sql(
        SELECT v.number
        FROM payment p JOIN allocation a ON a.payment = p.id JOIN invoice v ON v.id = a.invoice
        WHERE p.charge = ?1
        ORDER BY v.id)sql",
                               charge);
    if (!rows.next())
        return std::nullopt;
    return rows.text(0);
}

} // namespace duesday::store
