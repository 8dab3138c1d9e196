#include "store/subscriptions.hpp"

#include "base/fault.hpp"
#include "store/lost_row.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace duesday::store {

namespace {

Subscription subscription_of(const Rows& rows)
{
    Subscription s;
    s.id = rows.integer(0);
    s.number = rows.text(1);
    s.installation = rows.integer(2);
    s.installation_key = rows.text(3);
    s.installation_name = rows.text(4);
    s.service = rows.text(5);
    s.product = rows.integer(6);
    s.purchaser = rows.integer(7);
    s.bought_on = rows.date(8);
    s.run = static_cast<int>(rows.integer(9));
    s.starts_on = rows.date(10);
    s.expires_on = rows.date(11);
    s.renewal = rows.boolean(12);
    s.standing = rules::parse_standing(rows.view(13)).value_or(rules::Standing::void_);
    s.due_on = rows.optional_date(14);
    s.announced = !rows.is_null(15);
    if (!rows.is_null(16))
        s.announced_terms = AnnouncedTerms{rows.integer(16), rows.money(17, 18),
                                           static_cast<int>(rows.integer(19))};
    s.coming_charge = rows.optional_integer(20);
    return s;
}

void set_standing(Write& write, std::int64_t id, rules::Standing standing)
{
    write.database().run(R"sql(UPDATE subscription_record SET standing = ?2 WHERE id = ?1)sql", id,
                         rules::code_of(standing));
}

/// Its place is free, and nobody looks at it again.
void end_subscription(Write& write, std::int64_t id, rules::Standing standing)
{
    set_standing(write, id, standing);
    leave_place(write, id);
    write.database().run(R"sql(
        UPDATE subscription_term SET due_on = NULL WHERE subscription = ?1)sql",
                         id);
}

} // namespace

std::vector<std::int64_t> due_payers(Database& database, Date today)
{
    std::vector<std::int64_t> payers;
    // In the order of the index, which has the payers of a day side by side: the database would
    // sort all rows to leave out what stands twice.
    auto rows = database.query(R"sql(
        SELECT purchaser FROM subscription_term WHERE due_on IS NOT NULL AND due_on <= ?1)sql",
                               today);
    while (rows.next())
        if (payers.empty() || payers.back() != rows.integer(0))
            payers.push_back(rows.integer(0));
    std::sort(payers.begin(), payers.end());
    payers.erase(std::unique(payers.begin(), payers.end()), payers.end());
    return payers;
}

std::vector<std::int64_t> due_payers_as_stored(Database& database, Date today)
{
    std::vector<std::int64_t> payers;
    auto rows = database.query(R"sql(
        SELECT purchaser FROM subscription_term WHERE due_on IS NOT NULL AND due_on <= ?1
        GROUP BY purchaser ORDER BY min(subscription))sql",
                               today);
    while (rows.next())
        payers.push_back(rows.integer(0));
    return payers;
}

std::int64_t count_due(Database& database, Date today)
{
    return database.integer(R"sql(
        SELECT count(*) FROM subscription_term WHERE due_on IS NOT NULL AND due_on <= ?1)sql",
                            today);
}

std::vector<Subscription> due_subscriptions(Database& database, std::int64_t payer, Date today)
{
    std::vector<Subscription> found;
    // In place of subscription_by_id for each, since every renewal comes through here. The coming
    // charge is joined: a subquery would be set up anew for each row.
    auto rows = database.query(R"sql(
        SELECT s.id, s.number, s.installation, i.installation, i.name, s.service, s.product,
               s.purchaser, s.bought_on, s.run, s.starts_on, s.expires_on, s.renewal, s.standing,
               s.due_on, a.announced_on, a.product, a.price, a.currency, a.term_years, l.charge
        FROM subscription s
        JOIN installation i ON i.id = s.installation
        LEFT JOIN announcement a ON a.subscription = s.id AND a.expires_on = s.expires_on
                                AND a.purchaser = s.purchaser
        LEFT JOIN charge_line l ON l.subscription = s.id AND l.held = 1
                               AND l.starts_on > s.expires_on
        WHERE s.purchaser = ?1 AND s.due_on <= ?2)sql",
                               payer, today);
    while (rows.next())
        found.push_back(subscription_of(rows));
    // A payer has a handful: sorted here, they need no sorter in the database.
    const auto order = [](const Subscription& s) {
        return std::tuple{s.expires_on, s.id, s.coming_charge};
    };
    std::sort(found.begin(), found.end(),
              [&](const Subscription& a, const Subscription& b) { return order(a) < order(b); });
    // Two periods ahead are two rows: the first charge stands for both.
    found.erase(
        std::unique(found.begin(), found.end(),
                    [](const Subscription& a, const Subscription& b) { return a.id == b.id; }),
        found.end());
    return found;
}

std::vector<std::int64_t> payers_with_expiry_until(Database& database, Date last,
                                                   std::int64_t after_payer, int limit)
{
    std::vector<std::int64_t> payers;
    auto rows = database.query(R"sql(
        SELECT DISTINCT purchaser FROM subscription
        WHERE standing = 'running' AND expires_on <= ?1 AND purchaser > ?2
        ORDER BY purchaser LIMIT ?3)sql",
                               last, after_payer, limit);
    while (rows.next())
        payers.push_back(rows.integer(0));
    return payers;
}

std::vector<Subscription> running_subscriptions_until(Database& database, std::int64_t payer,
                                                      Date last)
{
    std::vector<Subscription> found;
    auto rows = database.query(R"sql(
        SELECT id FROM subscription
        WHERE purchaser = ?1 AND standing = 'running' AND renewal = 1 AND expires_on <= ?2
        ORDER BY expires_on, number)sql",
                               payer, last);
    while (rows.next())
        found.push_back(subscription_by_id(database, rows.integer(0)));
    return found;
}

std::optional<Subscription> find_subscription(Database& database, std::string_view number)
{
    auto rows = database.query(R"sql(
        SELECT id FROM subscription WHERE number = ?1)sql",
                               number);
    if (!rows.next())
        return std::nullopt;
    return subscription_by_id(database, rows.integer(0));
}

Subscription subscription_by_id(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT s.id, s.number, s.installation, i.installation, i.name, s.service, s.product,
               s.purchaser, s.bought_on, s.run, s.starts_on, s.expires_on, s.renewal, s.standing,
               s.due_on, a.announced_on, a.product, a.price, a.currency, a.term_years,
               (SELECT l.charge FROM charge_line l
                WHERE l.subscription = s.id AND l.held = 1 AND l.starts_on > s.expires_on
                ORDER BY l.starts_on LIMIT 1)
        FROM subscription s
        JOIN installation i ON i.id = s.installation
        LEFT JOIN announcement a ON a.subscription = s.id AND a.expires_on = s.expires_on
                                AND a.purchaser = s.purchaser
        WHERE s.id = ?1)sql",
                               id);
    if (!rows.next())
        report_lost_row("subscription", id);
    return subscription_of(rows);
}

std::int64_t order_subscription(Write& write, const NewSubscription& order)
{
    auto& database = write.database();
    auto rows = database.query(R"sql(
        INSERT INTO subscription_record (number, installation, service, product, bought_on,
                                         starts_on, standing, origin)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, 'ordered', 'platform')
        ON CONFLICT (installation, service, slot) DO NOTHING
        RETURNING id)sql",
                               order.number, order.installation, order.service, order.product,
                               order.bought_on);
    if (!rows.next())
        throw Fault{
            FaultKind::bad_input,
            fmt::format("the installation already has a subscription for {}", order.service),
            "subscribe list shows it", "already_subscribed"};
    const auto id = rows.integer(0);
    database.run(R"sql(
        INSERT INTO subscription_term (subscription, purchaser, renewal, expires_on)
        VALUES (?1, ?2, 1, ?3))sql",
                 id, order.purchaser, order.expires_on);
    return id;
}

void start_subscription(Write& write, std::int64_t id, const DueDays& due)
{
    set_standing(write, id, rules::Standing::running);
    set_due(write, id, due);
}

void void_subscription(Write& write, std::int64_t id)
{
    end_subscription(write, id, rules::Standing::void_);
}

void extend_subscription(Write& write, std::int64_t id, Date expires_on, const DueDays& due)
{
    write.database().run(R"sql(
        UPDATE subscription_term
        SET expires_on = ?2, due_on = CASE WHEN renewal = 1 THEN ?3 ELSE ?4 END
        WHERE subscription = ?1)sql",
                         id, expires_on, due.renewing, due.ending);
}

void run_as(Write& write, std::int64_t id, std::int64_t product)
{
    write.database().run(R"sql(UPDATE subscription_record SET product = ?2 WHERE id = ?1)sql", id,
                         product);
}

void lapse_subscription(Write& write, std::int64_t id)
{
    end_subscription(write, id, rules::Standing::lapsed);
}

void set_due(Write& write, std::int64_t id, const DueDays& due)
{
    write.database().run(R"sql(
        UPDATE subscription_term SET due_on = CASE WHEN renewal = 1 THEN ?2 ELSE ?3 END
        WHERE subscription = ?1)sql",
                         id, due.renewing, due.ending);
}

void make_payer_due(Write& write, std::int64_t payer, Date today)
{
    // A failed charge waits for a slot or for the end; what is not failed keeps its own day, and
    // one look too many costs nothing.
    write.database().run(R"sql(
        UPDATE subscription_term SET due_on = ?2
        WHERE purchaser = ?1 AND renewal = 1 AND due_on > ?2
          AND EXISTS (SELECT 1 FROM subscription_record r
                      WHERE r.id = subscription_term.subscription AND r.standing = 'running')
          AND EXISTS (SELECT 1 FROM charge_line l JOIN charge c ON c.id = l.charge
                      WHERE c.payer = ?1 AND c.state = 'declined'
                        AND l.subscription = subscription_term.subscription
                        AND l.starts_on > subscription_term.expires_on))sql",
                         payer, today);
}

void announce(Write& write, const Subscription& subscription, const AnnouncedTerms& terms)
{
    write.database().run(R"sql(
        INSERT INTO announcement (subscription, expires_on, purchaser, announced_on, product, price,
                                  currency, term_years)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql",
                         subscription.id, subscription.expires_on, subscription.purchaser,
                         write.stamp().business_date, terms.product, terms.price.minor(),
                         terms.price.currency().code(), terms.term_years);
}

std::vector<PaidPeriod> periods_paid_by_invoice(Database& database, std::string_view invoice)
{
    std::vector<PaidPeriod> periods;
    auto rows = database.query(R"sql(
        SELECT s.number, i.installation, s.service, p.reference, l.ends_on
        FROM invoice v
        JOIN allocation a ON a.invoice = v.id
        JOIN payment y ON y.id = a.payment
        JOIN charge_line l ON l.charge = y.charge
        JOIN subscription s ON s.id = l.subscription
        JOIN installation i ON i.id = s.installation
        JOIN product p ON p.id = l.product
        WHERE v.number = ?1 ORDER BY l.subscription)sql",
                               invoice);
    while (rows.next())
        periods.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.date(4)});
    return periods;
}

std::vector<ProductTerms> all_products(Database& database)
{
    std::vector<ProductTerms> products;
    auto rows = database.query(R"sql(
        SELECT id, reference, service, name, term_years, price, currency, needs_configuration,
               renew_as
        FROM product ORDER BY id)sql");
    while (rows.next())
        products.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.text(3),
                            static_cast<int>(rows.integer(4)), rows.money(5, 6), rows.boolean(7),
                            rows.text(8)});
    return products;
}

} // namespace duesday::store
