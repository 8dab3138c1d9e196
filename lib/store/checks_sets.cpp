#include "store/checks.hpp"

#include <array>

namespace duesday::store {

namespace {

constexpr std::array<SetCheck, 29> checks{{
    {"open_charges", "a charge without a final answer has what it needs to get one", "",
     R"sql(
        SELECT 'charge/' || h.key, 'it is ' || h.state || ' without the moment of its call'
        FROM charge AS h
        WHERE h.state IN ('sent', 'pending', 'unknown') AND h.sent_at IS NULL AND h.id > ?1
        UNION ALL
        SELECT 'charge/' || h.key, 'it belongs to ' || h.provider || ', its card to ' || k.provider
        FROM charge AS h JOIN card AS k ON k.id = h.card
        WHERE h.settled_on IS NULL
          AND k.provider <> h.provider)sql"},
    {"charge_has_lines", "each charge for subscriptions says what it pays for", "charge",
     R"sql(
        SELECT 'charge/' || h.key, 'it has no line'
        FROM charge AS h
        WHERE h.id > ?1 AND h.kind <> 'card_test'
          AND NOT EXISTS (SELECT 1 FROM charge_line AS l WHERE l.charge = h.id))sql"},
    {"period_once", "no period of a subscription is paid twice", "subscription",
     R"sql(
        SELECT 'subscription/' || s.number,
               'the period from ' || l.starts_on || ' is held by ' || CAST(l.times AS TEXT) ||
                 ' charges'
        FROM (SELECT subscription, starts_on, count(*) AS times
              FROM charge_line WHERE held = 1 AND subscription > ?1
              GROUP BY subscription, starts_on HAVING count(*) > 1) AS l
        JOIN subscription AS s ON s.id = l.subscription)sql"},
    {"period_held", "a charge holds its periods until it has failed", "charge",
     R"sql(
        SELECT 'charge/' || h.key,
               'it is ' || h.state || ', but the period from ' || l.starts_on ||
               CASE WHEN l.held = 1 THEN ' is held by it' ELSE ' is not' END
        FROM charge AS h JOIN charge_line AS l ON l.charge = h.id
        WHERE h.id > ?1
          AND l.held <> CASE WHEN h.state IN ('declined', 'rejected',
            'void') THEN 0 ELSE 1 END)sql"},
    {"ordered_is_open", "an ordered subscription waits for a payment", "subscription",
     R"sql(
        SELECT 'subscription/' || s.number, 'it is ordered, but no payment for it is open'
        FROM subscription AS s
        WHERE s.id > ?1 AND s.standing = 'ordered'
          AND NOT EXISTS (SELECT 1 FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
                          WHERE l.subscription = s.id AND l.held = 1 AND h.state <> 'paid'))sql"},
    {"term", "each subscription says how far it is paid", "subscription",
     R"sql(
        SELECT 'subscription/' || r.number, 'how far it is paid, and who pays it, is not there'
        FROM subscription_record AS r
        WHERE r.id > ?1
          AND NOT EXISTS (SELECT 1 FROM subscription_term AS t WHERE t.subscription = r.id))sql"},
    {"place", "a subscription holds its installation's place until it is over", "subscription",
     R"sql(
        SELECT 'subscription/' || number, 'it is ' || standing || ', and its place is ' ||
               CASE WHEN slot = 0 THEN 'held' ELSE 'free' END
        FROM subscription AS s
        WHERE id > ?1
          AND slot <> CASE WHEN standing IN ('ordered', 'running') THEN 0
                           WHEN standing = 'lapsed'
                            AND EXISTS (SELECT 1
                                        FROM charge_line AS l JOIN charge AS h ON h.id = l.charge
                                        WHERE l.subscription = s.id AND l.held = 1
                                          AND h.kind = 'reactivation' AND h.state <> 'paid')
                           THEN 0 ELSE id END)sql"},
    {"paid_has_payment", "each paid charge is a payment of its amount", "charge",
     R"sql(
        SELECT 'charge/' || h.key,
               CASE WHEN p.id IS NULL THEN 'it is paid, but there is no payment'
                    ELSE 'it took ' || CAST(h.amount AS TEXT) || ' ' || h.currency ||
                         ', its payment is ' || CAST(p.amount AS TEXT) || ' ' || p.currency END
        FROM charge AS h LEFT JOIN payment AS p ON p.charge = h.id
        WHERE h.id > ?1 AND h.state = 'paid' AND h.kind <> 'card_test' AND h.amount > 0
          AND (p.id IS NULL OR p.amount <> h.amount OR p.currency <> h.currency))sql"},
    {"payment_was_paid", "no payment without a paid charge", "payment",
     R"sql(
        SELECT 'charge/' || h.key, 'it is ' || h.state || ', but there is a payment of it'
        FROM payment AS p JOIN charge AS h ON h.id = p.charge
        WHERE p.id > ?1 AND h.state <> 'paid')sql"},
    {"payment_allocated", "each paid charge is allocated in full to one invoice of its amount",
     "payment",
     R"sql(
        SELECT 'charge/' || h.key,
               'of its ' || CAST(p.amount AS TEXT) || ' ' || p.currency || ', ' ||
               CAST(COALESCE(a.allocated, 0) AS TEXT) || ' are allocated, to ' ||
               CAST(COALESCE(a.invoices, 0) AS TEXT) || ' invoices of ' ||
               CAST(COALESCE(a.total, 0) AS TEXT)
        FROM payment AS p JOIN charge AS h ON h.id = p.charge
        LEFT JOIN (SELECT x.payment, sum(x.amount) AS allocated,
          count(DISTINCT x.invoice) AS invoices,
                          max(v.total) AS total, min(v.currency) AS currency
                   FROM allocation AS x JOIN invoice AS v ON v.id = x.invoice
                   WHERE x.payment > ?1 GROUP BY x.payment) AS a ON a.payment = p.id
        WHERE p.id > ?1
          AND (a.payment IS NULL OR a.allocated <> p.amount OR a.invoices <> 1
               OR a.total <> p.amount OR a.currency <> p.currency))sql"},
    {"not_overpaid", "no invoice is paid beyond its total", "invoice",
     R"sql(
        SELECT 'invoice/' || v.number,
               CAST(a.allocated AS TEXT) || ' are allocated to its total of ' ||
                 CAST(v.total AS TEXT)
        FROM invoice AS v
        JOIN (SELECT invoice, sum(amount) AS allocated FROM allocation
              WHERE invoice > ?1 GROUP BY invoice) AS a ON a.invoice = v.id
        WHERE v.id > ?1 AND a.allocated > v.total)sql"},
    {"invoice_letter", "each invoice's letter left or is queued", "invoice",
     R"sql(
        SELECT 'invoice/' || v.number, 'there is no letter with it'
        FROM invoice AS v
        WHERE v.id > ?1 AND v.kind = 'invoice'
          AND NOT EXISTS (SELECT 1 FROM outbox AS o
                          WHERE o.subject = v.number AND o.letter = 'invoice'))sql"},
    {"credit_note",
     "each credit note takes back one invoice in full, and its letter left or is queued", "invoice",
     R"sql(
        SELECT 'invoice/' || n.number,
               CASE WHEN v.id IS NULL THEN 'it takes back no invoice'
                    WHEN v.kind <> 'invoice' OR v.customer <> n.customer
                      OR v.currency <> n.currency OR v.total <> n.total
                    THEN 'it is not what ' || v.number || ' was'
                    ELSE 'there is no letter with it' END
        FROM invoice AS n LEFT JOIN invoice AS v ON v.id = n.credits
        WHERE n.id > ?1 AND n.kind = 'credit_note'
          AND (v.id IS NULL OR v.kind <> 'invoice' OR v.customer <> n.customer
               OR v.currency <> n.currency OR v.total <> n.total
               OR NOT EXISTS (SELECT 1 FROM outbox AS o
                              WHERE o.subject = n.number AND o.letter = 'credit-note')))sql"},
    {"reversal", "what went back was paid, and the payer was told", "",
     R"sql(
        SELECT 'charge/' || h.key,
               CASE WHEN h.state <> 'paid' THEN 'it went back, but it is ' || h.state
                    WHEN r.currency <> h.currency
                    THEN r.currency || ' went back of its ' || h.currency
                    ELSE 'it went back, but there is no letter about it' END
        FROM (SELECT charge, invoice, currency, max(id) AS id
              FROM reversal_in_force GROUP BY charge, invoice, currency) AS r
        JOIN charge AS h ON h.id = r.charge
        LEFT JOIN invoice AS v ON v.id = r.invoice
        WHERE r.id > ?1
          AND (h.state <> 'paid' OR r.currency <> h.currency
               OR (v.id IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM outbox AS o
                                   WHERE o.subject = v.number
                                     AND o.letter = 'payment-reversed'))))sql"},
    {"one_renewal_invoice",
     "one renewal invoice per payer, expiry month and currency, or a reason for the second",
     "invoice",
     R"sql(
        SELECT 'customer/' || c.customer,
               CAST(count(*) AS TEXT) || ' renewal invoices without a reason for ' || v.month ||
                 ' in ' ||
               v.currency
        FROM invoice AS v JOIN customer AS c ON c.id = v.customer
        WHERE v.kind = 'invoice' AND v.month <> '' AND v.reason = ''
          AND v.customer IN (SELECT n.customer FROM invoice AS n WHERE n.id > ?1)
        GROUP BY c.customer, v.month, v.currency HAVING count(*) > 1)sql"},
    {"numbers_gapless", "invoice numbers have no gap within series and year", "",
     R"sql(
        SELECT 'invoices/' || COALESCE(s.series, v.series) || COALESCE(s.year, v.year),
               CAST(COALESCE(v.numbers, 0) AS TEXT) || ' invoices, the last sequence is ' ||
               CAST(COALESCE(v.highest, 0) AS TEXT) || ', the last number taken ' ||
               CAST(COALESCE(s.last, 0) AS TEXT)
        FROM (SELECT series, year, count(*) AS numbers, max(sequence) AS highest
              FROM invoice WHERE id > ?1 GROUP BY series, year) AS v
        FULL JOIN (SELECT n.series, n.year, n.last,
                          COALESCE((SELECT CAST(sum(g.last - g.first + 1) AS INTEGER)
                                    FROM number_gap AS g
                                    WHERE g.series = n.series AND g.year = n.year), 0) AS left_out
                   FROM number_series AS n WHERE n.year <> '') AS s
            ON s.series = v.series AND s.year = v.year
        WHERE s.last IS NULL OR COALESCE(v.numbers, 0) + s.left_out <> s.last
           OR v.highest > s.last
           OR EXISTS (SELECT 1 FROM number_gap AS g JOIN invoice AS i
                        ON i.series = g.series AND i.year = g.year
                        AND i.sequence BETWEEN g.first AND g.last
                      WHERE g.series = s.series AND g.year = s.year))sql"},
    {"numbers_rise", "invoice numbers rise with the issue date", "invoice",
     R"sql(
        SELECT 'invoice/' || number, 'it is of ' || issued_on || ', the one before it of ' ||
          earlier
        FROM (SELECT number, issued_on,
                     lag(issued_on) OVER (PARTITION BY series, year ORDER BY sequence) AS earlier
              FROM invoice WHERE id > ?1) AS v
        WHERE earlier > issued_on)sql"},
    {"acting_customer", "who has a role or a subscription is known by one e-mail address",
     "subscription",
     R"sql(
        SELECT 'customer/' || c.customer, 'it acts, but is not marked so'
        FROM customer AS c
        WHERE c.acts = 0
          AND (EXISTS (SELECT 1 FROM subscription AS s WHERE s.purchaser = c.id AND s.id > ?1)
               OR EXISTS (SELECT 1 FROM installation_role AS r WHERE r.customer = c.id)))sql"},
    {"price_not_negative", "no price is below zero", "",
     R"sql(
        SELECT 'product/' || p.reference, 'its price is ' || CAST(p.price AS TEXT)
        FROM product AS p WHERE p.price < 0 AND p.id > ?1
        UNION ALL
        SELECT 'subscription/' || s.number,
               'the price announced for ' || a.expires_on || ' is ' || CAST(a.price AS TEXT)
        FROM announcement AS a JOIN subscription AS s ON s.id = a.subscription
        WHERE a.price < 0)sql"},
    {"charge_adds_up", "each charge is the sum of its lines and their VAT", "charge",
     R"sql(
        SELECT 'charge/' || h.key,
               'it is ' || CAST(h.amount AS TEXT) || ' ' || h.currency || ', its lines make ' ||
                 CAST(l.total AS TEXT)
        FROM charge AS h
        JOIN (SELECT r.charge, sum(r.net + (r.net * r.vat_rate + 5000) / 10000) AS total
              FROM (SELECT charge, vat_rate, sum(net) AS net FROM charge_line
                    WHERE charge > ?1 GROUP BY charge, vat_rate) AS r
              GROUP BY r.charge) AS l ON l.charge = h.id
        WHERE h.amount <> l.total
          -- What a person has to settle after a restore, or settled as refunded, says so.
          AND NOT (h.state = 'unknown' AND coalesce(h.reason, '') = 'amount_differs'
                OR h.state = 'rejected' AND coalesce(h.reason, '') = 'refunded'))sql"},
    {"days_in_order", "no subscription ends before it begins", "subscription",
     R"sql(
        SELECT 'subscription/' || number, 'it begins on ' || starts_on || ' and ends on ' ||
          expires_on
        FROM subscription
        WHERE id > ?1 AND standing IN ('running', 'lapsed') AND starts_on > expires_on)sql"},
    {"payer_paid", "a payment and its invoice are the charge's payer's", "payment",
     R"sql(
        SELECT 'invoice/' || v.number, 'its customer is not who paid charge ' || h.key
        FROM payment AS p
        JOIN charge AS h ON h.id = p.charge
        JOIN allocation AS x ON x.payment = p.id
        JOIN invoice AS v ON v.id = x.invoice
        WHERE p.id > ?1 AND (p.customer <> h.payer OR v.customer <> p.customer))sql"},
    {"number_of_its_year", "an invoice is of the year that its number says", "invoice",
     R"sql(
        SELECT 'invoice/' || number, 'it is of ' || issued_on || ', its number of ' || year
        FROM invoice
        WHERE id > ?1 AND year <> '' AND substr(issued_on, 1, 4) <> year)sql"},
    {"customer_there", "the payer of a subscription is a customer", "subscription",
     R"sql(
        SELECT 'subscription/' || s.number, 'its payer is not in the book'
        FROM subscription AS s
        WHERE s.id > ?1
          AND NOT EXISTS (SELECT 1 FROM customer AS c WHERE c.id = s.purchaser))sql"},
    {"lines_have_charges", "what was paid for leads to its charge", "charge",
     R"sql(
        SELECT 'subscription/' || s.number,
               'the charge of its period from ' || l.starts_on || ' is not in the book'
        FROM charge_line AS l JOIN subscription AS s ON s.id = l.subscription
        WHERE l.charge > ?1
          AND NOT EXISTS (SELECT 1 FROM charge AS h WHERE h.id = l.charge))sql"},
    {"cards_fit_mode", "a live book has no sandbox card", "",
     R"sql(
        SELECT 'customer/' || c.customer, 'its card is of ' || k.provider || ' in a ' || b.mode ||
          ' book'
        FROM card AS k JOIN customer AS c ON c.id = k.customer CROSS JOIN book AS b
        WHERE k.is_current = 1 AND k.id > ?1
          AND k.provider = 'sandbox' AND b.mode = 'live')sql"},
    {"contract_contact", "a contract's contact is one of its customer", "",
     R"sql(
        SELECT 'contract/' || k.contract, 'its contact ' || p.contact || ' is of another customer'
        FROM contract AS k JOIN contact AS p ON p.id = k.contact
        WHERE k.id > ?1 AND p.customer <> k.customer)sql"},
    {"reading_place", "a meter is read at a device of its machine, and billed for what is released",
     "reading",
     R"sql(
        SELECT 'meter/' || t.meter, 'its reading of ' || r.read_on || ' is of another machine'
        FROM reading AS r
        JOIN meter AS t ON t.id = r.meter
        JOIN device AS d ON d.id = r.device
        WHERE r.id > ?1 AND d.machine <> t.machine
        UNION ALL
        SELECT 'meter/' || t.meter, 'its volume to ' || v.to_on || ' is of a reading that is ' ||
               CASE WHEN r.meter <> v.meter THEN 'another meter''s' ELSE r.state END
        FROM meter_volume AS v
        JOIN reading AS r ON r.id = v.reading
        JOIN meter AS t ON t.id = v.meter
        WHERE v.meter IN (SELECT n.meter FROM reading AS n WHERE n.id > ?1)
          AND (r.meter <> v.meter OR r.state <> 'released'))sql"},
    {"forced_release", "nothing implausible is released without a named person and a reason",
     "reading",
     R"sql(
        SELECT 'meter/' || t.meter,
               'its reading of ' || r.read_on ||
               ' was questioned and is released, but nobody is named who forced it, and why'
        FROM reading AS r JOIN meter AS t ON t.id = r.meter
        WHERE r.id > ?1 AND r.state = 'released'
          AND (r.rule <> '' OR EXISTS (SELECT 1 FROM release_finding AS f WHERE f.reading = r.id))
          AND NOT EXISTS (SELECT 1 FROM release_finding AS f
                          WHERE f.reading = r.id AND f.forced_by <> '' AND f.reason <> ''))sql"},
}};

} // namespace

std::span<const SetCheck> set_checks()
{
    return checks;
}

std::int64_t newest_id(Database& database, std::string_view table)
{
    if (table == "charge")
        return database.integer(R"sql(SELECT max(id) FROM charge)sql");
    if (table == "payment")
        return database.integer(R"sql(SELECT max(id) FROM payment)sql");
    if (table == "invoice")
        return database.integer(R"sql(SELECT max(id) FROM invoice)sql");
    if (table == "reading")
        return database.integer(R"sql(SELECT max(id) FROM reading)sql");
    if (table == "subscription")
        return database.integer(R"sql(SELECT max(id) FROM subscription_record)sql");
    return 0;
}

void each_offender(Database& database, const SetCheck& check, std::int64_t after_id,
                   const std::function<void(Offender)>& offender)
{
    auto rows = database.query(check.sql, after_id);
    while (rows.next())
        offender({rows.text(0), rows.text(1)});
}

} // namespace duesday::store
