#include "store/subscription_lists.hpp"

#include <algorithm>

namespace duesday::store {

namespace {

SubscriptionListing row_of(const Rows& rows)
{
    SubscriptionListing row;
    row.id = rows.integer(0);
    row.number = rows.text(1);
    row.installation = rows.text(2);
    row.installation_name = rows.text(3);
    row.reference = rows.text(4);
    row.product = rows.text(5);
    row.service = rows.text(6);
    row.purchaser = rows.text(7);
    row.purchaser_email = rows.text(8);
    row.standing = rules::parse_standing(rows.view(9)).value_or(rules::Standing::void_);
    row.renewal = rows.boolean(10);
    row.bought_on = rows.date(11);
    row.starts_on = rows.date(12);
    row.expires_on = rows.date(13);
    row.run = static_cast<int>(rows.integer(14));
    row.origin = rows.text(15);
    row.due_on = rows.optional_date(16);
    row.payment_open = rows.boolean(17);
    return row;
}

SubscriptionListing listing_of(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT s.id, s.number, i.installation, i.name, p.reference, p.name, s.service, c.customer,
               c.email, s.standing, s.renewal, s.bought_on, s.starts_on, s.expires_on, s.run,
               s.origin, s.due_on,
               (SELECT count(*) FROM charge_line l JOIN charge h ON h.id = l.charge
                WHERE l.subscription = s.id AND l.held = 1
                  AND h.settled_on IS NULL)
        FROM subscription s
        JOIN installation i ON i.id = s.installation
        JOIN product p ON p.id = s.product
        JOIN customer c ON c.id = s.purchaser
        WHERE s.id = ?1)sql",
                               id);
    rows.next();
    return row_of(rows);
}

void each_of(Database& database, Rows ids,
             const std::function<void(const SubscriptionListing&)>& listed)
{
    while (ids.next())
        listed(listing_of(database, ids.integer(0)));
}

std::optional<SubscriptionListing> first_of(Database& database, Rows ids)
{
    if (!ids.next())
        return std::nullopt;
    return listing_of(database, ids.integer(0));
}

void add_announcements(Database& database, std::int64_t subscription,
                       std::vector<SubscriptionEvent>& events)
{
    auto rows = database.query(R"sql(
        SELECT a.announced_on, c.customer, a.price, a.currency, a.expires_on
        FROM announcement a JOIN customer c ON c.id = a.purchaser
        WHERE a.subscription = ?1
        ORDER BY a.announced_on, a.expires_on, a.purchaser)sql",
                               subscription);
    while (rows.next()) {
        SubscriptionEvent event{rows.date(0), "announcement", rows.text(1), {}, {}, {}, {}, {}};
        if (!rows.is_null(2) && !rows.is_null(3))
            event.amount = rows.money(2, 3);
        event.ends_on = rows.date(4);
        events.push_back(std::move(event));
    }
}

/// Who switched the renewal on or off, and the state of the charge that it took.
void add_switches(Database& database, std::int64_t subscription,
                  std::vector<SubscriptionEvent>& events)
{
    auto rows = database.query(R"sql(
        SELECT w.acted_on, c.customer, w.turned_on, h.state
        FROM renewal_switch AS w
        LEFT JOIN customer AS c ON c.id = w.customer
        LEFT JOIN charge AS h ON h.id = w.charge
        WHERE w.subscription = ?1
        ORDER BY w.id)sql",
                               subscription);
    while (rows.next()) {
        SubscriptionEvent event{
            rows.date(0), "renewal", rows.optional_text(1).value_or(""), {}, {}, {}, {}, {}};
        event.state = rows.boolean(2) ? "on" : "off";
        event.reason = rows.optional_text(3).value_or("");
        events.push_back(std::move(event));
    }
}

void add_charges(Database& database, std::int64_t subscription,
                 std::vector<SubscriptionEvent>& events)
{
    // Two branches, so that each is served by its own partial index.
    auto rows = database.query(R"sql(
        SELECT h.business_date, h.kind, h.attempt, l.net, h.currency, h.state, h.reason,
               l.starts_on, l.ends_on, h.id
        FROM charge_line l JOIN charge h ON h.id = l.charge
        WHERE l.subscription = ?1 AND l.held = 1
        UNION ALL
        SELECT h.business_date, h.kind, h.attempt, l.net, h.currency, h.state, h.reason,
               l.starts_on, l.ends_on, h.id
        FROM charge_line l JOIN charge h ON h.id = l.charge
        WHERE l.subscription = ?1 AND l.held = 0
        ORDER BY 10)sql",
                               subscription);
    while (rows.next())
        events.push_back({rows.date(0), "charge", rows.text(1), rows.money(3, 4), rows.text(5),
                          rows.optional_text(6).value_or(""), rows.date(7), rows.date(8)});
}

void add_invoices(Database& database, std::int64_t subscription,
                  std::vector<SubscriptionEvent>& events)
{
    auto rows = database.query(R"sql(
        SELECT v.issued_on, v.number, v.total, v.currency, v.reason
        FROM charge_line l
        JOIN payment p ON p.charge = l.charge
        JOIN allocation a ON a.payment = p.id
        JOIN invoice v ON v.id = a.invoice
        WHERE l.subscription = ?1 AND l.held = 1
        ORDER BY v.id)sql",
                               subscription);
    while (rows.next())
        events.push_back(
            {rows.date(0), "invoice", rows.text(1), rows.money(2, 3), {}, rows.text(4), {}, {}});
}

} // namespace

void each_subscription(Database& database, const SubscriptionFilter& filter,
                       const std::function<void(const SubscriptionListing&)>& listed)
{
    if (filter.installation) {
        each_of(database,
                database.query(R"sql(
            SELECT id FROM subscription
            WHERE installation = ?1 AND standing <> 'void'
              AND (CAST(?2 AS INTEGER) IS NULL OR purchaser = ?2)
              AND (CAST(?3 AS TEXT) IS NULL OR expires_on <= ?3)
            ORDER BY number)sql",
                               *filter.installation, filter.purchaser, filter.expiring_by),
                listed);
    } else if (filter.purchaser) {
        each_of(database,
                database.query(R"sql(
            SELECT id FROM subscription
            WHERE purchaser = ?1 AND standing <> 'void'
              AND (CAST(?2 AS TEXT) IS NULL OR expires_on <= ?2)
            ORDER BY number)sql",
                               *filter.purchaser, filter.expiring_by),
                listed);
    } else {
        each_of(database,
                database.query(R"sql(
            SELECT id FROM subscription
            WHERE standing <> 'void' AND (CAST(?1 AS TEXT) IS NULL OR expires_on <= ?1)
            ORDER BY number)sql",
                               filter.expiring_by),
                listed);
    }
}

std::optional<SubscriptionListing> find_listed(Database& database, std::string_view number)
{
    return first_of(database, database.query(R"sql(
        SELECT id FROM subscription WHERE number = ?1)sql",
                                             number));
}

std::optional<SubscriptionListing> slot_holder(Database& database, std::int64_t installation,
                                               std::string_view service)
{
    return first_of(database, database.query(R"sql(
        SELECT id FROM subscription
        WHERE installation = ?1 AND service = ?2 AND slot = 0)sql",
                                             installation, service));
}

void each_running(Database& database, const std::function<void(const SubscriptionListing&)>& listed)
{
    each_of(database, database.query(R"sql(
        SELECT s.id
        FROM installation i JOIN subscription s ON s.installation = i.id AND s.slot = 0
        WHERE s.standing = 'running'
        ORDER BY i.installation, s.service)sql"),
            listed);
}

void each_past_its_end(Database& database, Date today,
                       const std::function<void(const SubscriptionListing&)>& listed)
{
    // renew has to look at all of them: the index of what is due leads there.
    each_of(database,
            database.query(R"sql(
        SELECT id FROM subscription
        WHERE due_on IS NOT NULL AND due_on <= ?1 AND expires_on < ?1 AND standing = 'running'
        ORDER BY id)sql",
                           today),
            listed);
}

std::vector<SubscriptionEvent> history_of(Database& database, std::int64_t subscription)
{
    std::vector<SubscriptionEvent> events;
    add_switches(database, subscription, events);
    add_announcements(database, subscription, events);
    add_charges(database, subscription, events);
    add_invoices(database, subscription, events);
    std::stable_sort(events.begin(), events.end(),
                     [](const auto& a, const auto& b) { return a.on < b.on; });
    return events;
}

} // namespace duesday::store
