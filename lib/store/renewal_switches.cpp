#include "store/renewal_switches.hpp"

#include "base/fault.hpp"

namespace duesday::store {

void record_switch(Write& write, const RenewalSwitch& change)
{
    write.database().run(R"sql(
        INSERT INTO renewal_switch (subscription, turned_on, customer, acted_on, expires_on,
                                    payment, charge)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql",
                         change.subscription, change.turned_on, change.customer,
                         write.stamp().business_date, change.expires_on, change.payment,
                         change.charge);
}

void pay_switch(Write& write, std::int64_t subscription, std::int64_t charge, std::int64_t payment)
{
    write.database().run(R"sql(
        UPDATE renewal_switch SET payment = ?3 WHERE subscription = ?1 AND charge = ?2)sql",
                         subscription, charge, payment);
}

void forget_charge_of_switch(Write& write, std::int64_t subscription, std::int64_t charge)
{
    write.database().run(R"sql(
        UPDATE renewal_switch SET charge = NULL WHERE subscription = ?1 AND charge = ?2)sql",
                         subscription, charge);
}

std::int64_t book_zero_payment(Write& write, std::int64_t customer, Currency currency)
{
    return write.database().insert(R"sql(
        INSERT INTO payment (charge, customer, received_on, currency, amount)
        VALUES (NULL, ?1, ?2, ?3, 0)
        RETURNING id)sql",
                                   customer, write.stamp().business_date, currency.code());
}

std::vector<Takeover> takeovers_of(Database& database, std::int64_t charge)
{
    std::vector<Takeover> found;
    auto rows = database.query(R"sql(
        SELECT w.subscription,
               (SELECT count(*) FROM renewal_switch AS f
                WHERE f.subscription = w.subscription AND f.id > w.id AND f.turned_on = 0),
               w.expires_on
        FROM renewal_switch AS w WHERE w.charge = ?1
        ORDER BY w.subscription)sql",
                               charge);
    while (rows.next())
        found.push_back({rows.integer(0), rows.integer(1) == 0, rows.date(2)});
    return found;
}

std::optional<std::int64_t> awaited_payer(Database& database, std::int64_t subscription)
{
    auto rows = database.query(R"sql(
        SELECT h.payer
        FROM renewal_switch AS w JOIN charge AS h ON h.id = w.charge
        WHERE w.subscription = ?1 AND h.state IN ('planned', 'sent', 'pending', 'unknown')
          AND NOT EXISTS (SELECT 1 FROM renewal_switch AS f
                          WHERE f.subscription = ?1 AND f.id > w.id AND f.turned_on = 0)
        ORDER BY w.id DESC LIMIT 1)sql",
                               subscription);
    return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

bool takeover_waits(Database& database, std::int64_t subscription)
{
    return awaited_payer(database, subscription).has_value();
}

int count_activations(Database& database, std::int64_t subscription)
{
    return static_cast<int>(database.integer(R"sql(
        SELECT count(*) FROM renewal_switch WHERE subscription = ?1 AND turned_on = 1)sql",
                                             subscription));
}

std::optional<Date> switched_off_on(Database& database, std::int64_t subscription)
{
    auto rows = database.query(R"sql(
        SELECT turned_on, acted_on FROM renewal_switch
        WHERE subscription = ?1 ORDER BY id DESC LIMIT 1)sql",
                               subscription);
    return rows.next() && !rows.boolean(0) ? std::optional{rows.date(1)} : std::nullopt;
}

bool coming_charge_was_declined(Database& database, const Subscription& subscription)
{
    return database.integer(R"sql(
        SELECT count(*)
        FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
        WHERE l.subscription = ?1 AND l.held = 0 AND l.starts_on > ?2 AND h.payer = ?3
          AND h.state = 'declined')sql",
                            subscription.id, subscription.expires_on, subscription.purchaser) > 0;
}

std::optional<Announcement> announcement_to(Database& database, const Subscription& subscription,
                                            std::int64_t customer)
{
    auto rows = database.query(R"sql(
        SELECT product, price, currency, term_years FROM announcement
        WHERE subscription = ?1 AND expires_on = ?2 AND purchaser = ?3)sql",
                               subscription.id, subscription.expires_on, customer);
    if (!rows.next())
        return std::nullopt;
    Announcement told;
    if (!rows.is_null(0))
        told.terms =
            AnnouncedTerms{rows.integer(0), rows.money(1, 2), static_cast<int>(rows.integer(3))};
    return told;
}

void switch_renewal_off(Write& write, std::int64_t subscription, const DueDays& due)
{
    write.database().run(R"sql(
        UPDATE subscription_term SET renewal = 0, due_on = ?2 WHERE subscription = ?1)sql",
                         subscription, due.ending);
}

void hand_over(Write& write, std::int64_t subscription, std::int64_t purchaser, bool renewal,
               const DueDays& due)
{
    write.database().run(R"sql(
        UPDATE subscription_term SET purchaser = ?2, renewal = ?3, due_on = ?4
        WHERE subscription = ?1)sql",
                         subscription, purchaser, renewal, renewal ? due.renewing : due.ending);
}

void hold_place(Write& write, std::int64_t subscription)
{
    const auto others = write.database().integer(R"sql(
        SELECT count(*)
        FROM subscription AS s JOIN subscription AS o
          ON o.installation = s.installation AND o.service = s.service AND o.slot = 0
        WHERE s.id = ?1 AND o.id <> s.id)sql",
                                                 subscription);
    if (others > 0)
        throw Fault{FaultKind::bad_input,
                    "the installation has another subscription for the service by now",
                    "subscribe list shows it", "already_subscribed"};
    write.database().run(R"sql(UPDATE subscription_record SET slot = 0 WHERE id = ?1)sql",
                         subscription);
}

void leave_place(Write& write, std::int64_t subscription)
{
    write.database().run(R"sql(UPDATE subscription_record SET slot = id WHERE id = ?1)sql",
                         subscription);
}

void reopen_subscription(Write& write, const ChargeLine& paid, const DueDays& due)
{
    write.database().run(R"sql(
        UPDATE subscription_record
        SET standing = 'running', slot = 0, product = ?2, run = ?3, starts_on = ?4
        WHERE id = ?1)sql",
                         paid.subscription, paid.product, paid.run, paid.starts_on);
    write.database().run(R"sql(
        UPDATE subscription_term SET expires_on = ?2, renewal = 1, due_on = ?3
        WHERE subscription = ?1)sql",
                         paid.subscription, paid.ends_on, due.renewing);
}

std::vector<Subscription> paid_by(Database& database, std::int64_t installation,
                                  std::int64_t customer)
{
    std::vector<std::int64_t> ids;
    {
        auto rows = database.query(R"sql(
            SELECT s.id FROM subscription AS s
            WHERE s.installation = ?1 AND s.slot = 0
              AND ((s.purchaser = ?2 AND s.standing IN ('running', 'ordered'))
                   OR EXISTS (SELECT 1
                              FROM renewal_switch AS w JOIN charge AS h ON h.id = w.charge
                              WHERE w.subscription = s.id AND h.payer = ?2
                                AND h.state IN ('planned', 'sent', 'pending', 'unknown')
                                AND NOT EXISTS (SELECT 1 FROM renewal_switch AS f
                                                WHERE f.subscription = s.id AND f.id > w.id
                                                  AND f.turned_on = 0)))
            ORDER BY s.number)sql",
                                   installation, customer);
        while (rows.next())
            ids.push_back(rows.integer(0));
    }
    std::vector<Subscription> found;
    for (const auto id : ids)
        found.push_back(subscription_by_id(database, id));
    return found;
}

} // namespace duesday::store
