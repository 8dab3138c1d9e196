#include "store/subscription_findings.hpp"

namespace duesday::store {

namespace {

SharedInstallation shared_of(Database& database, std::int64_t installation, std::string key,
                             Date today)
{
    SharedInstallation shared{std::move(key), {}};
    auto rows = database.query(R"sql(
        SELECT c.email FROM customer c
        WHERE c.id IN (SELECT s.purchaser FROM subscription s
                       WHERE s.installation = ?1 AND s.slot = 0 AND s.standing = 'running'
                         AND (s.expires_on >= ?2
                              OR EXISTS (SELECT 1 FROM charge_line AS l
                                         WHERE l.subscription = s.id AND l.held = 1
                                           AND l.starts_on > s.expires_on)))
        ORDER BY c.email, c.id)sql",
                               installation, today);
    while (rows.next())
        shared.purchasers.push_back(rows.text(0));
    return shared;
}

CrowdedMonth crowded_of(Database& database, std::int64_t customer, std::string purchaser,
                        std::string month, std::string currency)
{
    CrowdedMonth crowded{std::move(purchaser), std::move(month), std::move(currency), {}, {}};
    auto rows = database.query(R"sql(
        SELECT number, reason FROM invoice
        WHERE customer = ?1 AND month = ?2 AND currency = ?3 AND kind = 'invoice'
        ORDER BY id)sql",
                               customer, crowded.month, crowded.currency);
    while (rows.next()) {
        crowded.invoices.push_back(rows.text(0));
        if (!rows.view(1).empty())
            crowded.reasons.push_back(rows.text(1));
    }
    return crowded;
}

} // namespace

void each_shared_installation(Database& database, const SubscriptionFilter& filter, Date today,
                              const std::function<void(const SharedInstallation&)>& found)
{
    auto rows = database.query(R"sql(
        SELECT i.id, i.installation
        FROM installation i JOIN subscription s ON s.installation = i.id AND s.slot = 0
        WHERE s.standing = 'running' AND (CAST(?1 AS INTEGER) IS NULL OR i.id = ?1)
          AND (s.expires_on >= ?3
               OR EXISTS (SELECT 1 FROM charge_line AS l
                          WHERE l.subscription = s.id AND l.held = 1
                            AND l.starts_on > s.expires_on))
        GROUP BY i.id, i.installation
        HAVING count(DISTINCT s.purchaser) > 1
           AND (CAST(?2 AS INTEGER) IS NULL
                OR max(CASE WHEN s.purchaser = ?2 THEN 1 ELSE 0 END) = 1)
        ORDER BY i.installation)sql",
                               filter.installation, filter.purchaser, today);
    while (rows.next())
        found(shared_of(database, rows.integer(0), rows.text(1), today));
}

void each_crowded_month(Database& database, const SubscriptionFilter& filter,
                        const std::function<void(const CrowdedMonth&)>& found)
{
    auto rows = database.query(R"sql(
        SELECT c.id, c.email, v.month, v.currency
        FROM invoice v JOIN customer c ON c.id = v.customer
        WHERE v.month <> '' AND v.kind = 'invoice'
          AND (CAST(?1 AS INTEGER) IS NULL OR v.customer = ?1)
        GROUP BY c.id, c.customer, c.email, v.month, v.currency
        HAVING count(*) > 1
        ORDER BY c.customer, v.month, v.currency)sql",
                               filter.purchaser);
    while (rows.next())
        found(crowded_of(database, rows.integer(0), rows.text(1), rows.text(2), rows.text(3)));
}

void each_open_transfer(Database& database, const SubscriptionFilter& filter, Date today,
                        const std::function<void(const OpenTransfer&)>& found)
{
    auto rows = database.query(R"sql(
        SELECT s.number, i.installation, c.email, w.acted_on, a.email, s.expires_on
        FROM renewal_switch AS w
        JOIN subscription AS s ON s.id = w.subscription
        JOIN installation AS i ON i.id = s.installation
        JOIN customer AS c ON c.id = s.purchaser
        LEFT JOIN customer AS a ON a.id = w.customer
        WHERE w.turned_on = 0 AND s.renewal = 0 AND s.standing = 'running' AND s.expires_on >= ?1
          AND NOT EXISTS (SELECT 1 FROM renewal_switch AS o
                          WHERE o.subscription = s.id AND o.id > w.id)
          AND EXISTS (SELECT 1 FROM installation_role AS r
                      WHERE r.installation = s.installation AND r.customer <> s.purchaser)
          AND (CAST(?2 AS INTEGER) IS NULL OR s.installation = ?2)
          AND (CAST(?3 AS INTEGER) IS NULL OR s.purchaser = ?3)
          AND (CAST(?4 AS TEXT) IS NULL OR s.expires_on <= ?4)
        ORDER BY s.number)sql",
                               today, filter.installation, filter.purchaser, filter.expiring_by);
    while (rows.next())
        found({rows.text(0), rows.text(1), rows.text(2), rows.date(3),
               rows.optional_text(4).value_or(""), rows.date(5)});
}

} // namespace duesday::store
