#include "store/dumped_tables.hpp"

#include <utility>

namespace duesday::store {

namespace {

std::vector<TableReading> ground_tables()
{
    return {
        {{"book",
          {"mode", "reconciling", "last_business_date", "first_run"},
          {"id", "book_id", "created_at", "reconcile_from", "restored_at"}},
         R"sql(
            SELECT mode, CASE WHEN reconcile_from IS NULL THEN 0 ELSE 1 END, last_business_date,
                   first_run
            FROM book)sql"},
        {{"number_series", {"series", "year", "last", "last_date"}, {"id"}},
         R"sql(
            SELECT series, year, last, last_date FROM number_series ORDER BY series, year)sql"},
        {{"number_gap", {"series", "year", "first", "last", "noted_on"}, {"id"}},
         R"sql(
            SELECT series, year, first, last, noted_on
            FROM number_gap ORDER BY series, year, first)sql"},
        {{"audit",
          {"subject", "n", "business_date", "actor", "os_user", "program", "what", "before",
           "after"},
          {"id", "at", "run", "hash"}},
         R"sql(
            SELECT subject, row_number() OVER (PARTITION BY subject ORDER BY id), business_date,
                   actor, os_user, program, what, before,
                   CASE WHEN subject = 'book' AND what <> 'made' THEN '' ELSE after END
            FROM audit)sql",
         true},
        {{"personal_history", {"subject", "n", "field", "before", "after"}, {"id", "audit"}},
         R"sql(
            SELECT a.subject,
                   row_number() OVER (PARTITION BY a.subject, h.field ORDER BY h.id),
                   h.field, h.before, h.after
            FROM personal_history AS h JOIN audit AS a ON a.id = h.audit)sql",
         true},
        {{"outbox",
          {"channel", "letter", "subject", "period", "ordinal", "addressee", "repeatable", "state",
           "attempts", "created_on", "sent", "sent_to", "error", "facts"},
          {"id", "created_at", "next_attempt_at", "failures", "failing_since", "sent_at"}},
         R"sql(
            SELECT channel, letter, subject, period, ordinal, addressee, repeatable, state,
                   attempts, created_on, CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END, sent_to,
                   error, facts
            FROM outbox)sql",
         true},
    };
}

std::vector<TableReading> customer_tables()
{
    return {
        {{"customer",
          {"customer", "name", "street", "postcode", "city", "country", "email", "email_key",
           "kind", "invoice_email", "language", "vat_number", "gst_number", "enterprise_number",
           "einvoice_status", "channel", "acts"},
          {"id"}},
         R"sql(
            SELECT customer, name, street, postcode, city, country, email, email_key, kind,
                   invoice_email, language, vat_number, gst_number, enterprise_number,
                   einvoice_status, channel, acts
            FROM customer ORDER BY customer)sql"},
        {{"contact", {"contact", "customer", "name", "email", "role"}, {"id"}},
         R"sql(
            SELECT k.contact, c.customer, k.name, k.email, k.role
            FROM contact AS k JOIN customer AS c ON c.id = k.customer ORDER BY k.contact)sql"},
        {{"card",
          {"customer", "n", "provider", "provider_customer", "mandate", "brand", "last4", "expires",
           "registered_on", "state", "is_current", "is_confirmed"},
          {"id"}},
         R"sql(
            SELECT c.customer, row_number() OVER (PARTITION BY c.id ORDER BY k.id), k.provider,
                   k.provider_customer, k.mandate, k.brand, k.last4, k.expires, k.registered_on,
                   k.state, k.is_current, k.is_confirmed
            FROM card AS k JOIN customer AS c ON c.id = k.customer ORDER BY c.customer, k.id)sql"},
        {{"installation",
          {"installation", "name", "cloud_connected", "prosoft_version", "central_units",
           "nbt_sent", "priority"},
          {"id"}},
         R"sql(
            SELECT installation, name, cloud_connected, prosoft_version, central_units, nbt_sent,
                   priority
            FROM installation ORDER BY installation)sql"},
        {{"installation_role", {"installation", "customer", "role"}, {"id"}},
         R"sql(
            SELECT i.installation, c.customer, r.role
            FROM installation_role AS r
            JOIN installation AS i ON i.id = r.installation
            JOIN customer AS c ON c.id = r.customer
            ORDER BY i.installation, c.customer, r.role)sql"},
        {{"product",
          {"reference", "service", "name", "term_years", "price", "currency", "needs_configuration",
           "renew_as"},
          {"id"}},
         R"sql(
            SELECT reference, service, name, term_years, price, currency, needs_configuration,
                   renew_as
            FROM product ORDER BY reference)sql"},
        {{"product_alias", {"alias", "product"}, {"id"}},
         R"sql(
            SELECT a.alias, p.reference
            FROM product_alias AS a JOIN product AS p ON p.id = a.product ORDER BY a.alias)sql"},
    };
}

std::vector<TableReading> subscription_tables()
{
    return {
        {{"subscription",
          {"number", "installation", "service", "product", "purchaser", "bought_on", "run",
           "starts_on", "expires_on", "imported_until", "imported_product", "renewal", "standing",
           "slot", "origin", "due_on"},
          {"id"}},
         R"sql(
            SELECT s.number, i.installation, s.service, p.reference, c.customer, s.bought_on, s.run,
                   s.starts_on, s.expires_on, s.imported_until, m.reference, s.renewal, s.standing,
                   CASE WHEN s.slot = 0 THEN 'held' WHEN s.slot = s.id THEN 'free' ELSE 'wrong' END,
                   s.origin, s.due_on
            FROM subscription AS s
            JOIN installation AS i ON i.id = s.installation
            JOIN product AS p ON p.id = s.product
            JOIN customer AS c ON c.id = s.purchaser
            LEFT JOIN product AS m ON m.id = s.imported_product
            ORDER BY s.number)sql"},
        {{"announcement",
          {"subscription", "expires_on", "purchaser", "announced_on", "product", "price",
           "currency", "term_years"},
          {}},
         R"sql(
            SELECT s.number, a.expires_on, c.customer, a.announced_on, p.reference, a.price,
                   a.currency, a.term_years
            FROM announcement AS a
            JOIN subscription AS s ON s.id = a.subscription
            JOIN customer AS c ON c.id = a.purchaser
            LEFT JOIN product AS p ON p.id = a.product
            ORDER BY s.number, a.expires_on, c.customer)sql"},
    };
}

std::vector<TableReading> charge_tables()
{
    return {
        {{"charge",
          {"key", "kind", "payer", "card", "group_key", "attempt", "currency", "amount", "state",
           "reason", "provider", "referenced", "business_date", "sent", "settled_on",
           "vat_treatment"},
          {"id", "provider_reference", "sent_at", "pays_for"}},
         R"sql(
            SELECT h.key, h.kind, c.customer, k.mandate, h.group_key, h.attempt, h.currency,
                   h.amount, h.state, h.reason, h.provider,
                   CASE WHEN h.provider_reference IS NULL THEN 0 ELSE 1 END, h.business_date,
                   CASE WHEN h.sent_at IS NULL THEN 0 ELSE 1 END, h.settled_on, h.vat_treatment
            FROM charge AS h
            JOIN customer AS c ON c.id = h.payer
            LEFT JOIN card AS k ON k.id = h.card)sql",
         true},
        {{"unexplained_payment",
          {"key", "provider", "currency", "amount", "state", "found_on", "refunded_on"},
          {"id", "provider_reference", "provider_customer", "payer_name", "payer_email", "pays_for",
           "made_at"}},
         R"sql(
            SELECT key, provider, currency, amount, state, found_on, refunded_on
            FROM unexplained_payment)sql",
         true},
        {{"charge_line",
          {"charge", "subscription", "product", "run", "starts_on", "ends_on", "net", "vat_rate",
           "held"},
          {}},
         R"sql(
            SELECT h.key, s.number, p.reference, l.run, l.starts_on, l.ends_on, l.net, l.vat_rate,
                   l.held
            FROM charge_line AS l
            JOIN charge AS h ON h.id = l.charge
            JOIN subscription AS s ON s.id = l.subscription
            LEFT JOIN product AS p ON p.id = l.product)sql",
         true},
    };
}

std::vector<TableReading> switch_and_dunning_tables()
{
    return {
        {{"renewal_switch",
          {"subscription", "n", "turned_on", "customer", "acted_on", "expires_on", "paid_zero",
           "charge"},
          {"id", "payment"}},
         R"sql(
            SELECT s.number, row_number() OVER (PARTITION BY s.id ORDER BY w.id), w.turned_on,
                   c.customer, w.acted_on, w.expires_on,
                   CASE WHEN w.payment IS NULL THEN 0 ELSE 1 END, h.key
            FROM renewal_switch AS w
            JOIN subscription AS s ON s.id = w.subscription
            LEFT JOIN customer AS c ON c.id = w.customer
            LEFT JOIN charge AS h ON h.id = w.charge
            ORDER BY s.number, w.id)sql"},
        {{"dunning_letter",
          {"payer", "month", "currency", "ordinal", "sent_on", "failure_class"},
          {"id"}},
         R"sql(
            SELECT c.customer, d.month, d.currency, d.ordinal, d.sent_on, d.failure_class
            FROM dunning_letter AS d JOIN customer AS c ON c.id = d.payer
            ORDER BY c.customer, d.month, d.currency, d.ordinal)sql"},
        {{"dunning_letter_line",
          {"payer", "month", "currency", "ordinal", "subscription"},
          {"letter"}},
         R"sql(
            SELECT c.customer, d.month, d.currency, d.ordinal, s.number
            FROM dunning_letter_line AS l
            JOIN dunning_letter AS d ON d.id = l.letter
            JOIN customer AS c ON c.id = d.payer
            JOIN subscription AS s ON s.id = l.subscription
            ORDER BY c.customer, d.month, d.currency, d.ordinal, s.number)sql"},
    };
}

std::vector<TableReading> invoice_tables()
{
    return {
        {{"party",
          {"name", "street", "postcode", "city", "country", "email", "vat_number",
           "enterprise_number", "gst_number", "is_demonstration", "iban", "contact", "phone",
           "tax_registration"},
          {"id", "digest"}},
         R"sql(
            SELECT name, street, postcode, city, country, email, vat_number, enterprise_number,
                   gst_number, is_demonstration, iban, contact, phone, tax_registration
            FROM party)sql",
         true},
        {{"invoice",
          {"number", "kind",          "series",    "year",   "sequence", "customer", "seller",
           "buyer",  "language",      "issued_on", "due_on", "currency", "net",      "vat",
           "total",  "vat_treatment", "paid_with", "month",  "reason",   "credits"},
          {"id"}},
         R"sql(
            SELECT v.number, v.kind, v.series, v.year, v.sequence, c.customer, s.name, b.name,
                   v.language, v.issued_on, v.due_on, v.currency, v.net, v.vat, v.total,
                   v.vat_treatment, v.paid_with, v.month, v.reason, o.number
            FROM invoice AS v
            JOIN customer AS c ON c.id = v.customer
            JOIN party AS s ON s.id = v.seller
            JOIN party AS b ON b.id = v.buyer
            LEFT JOIN invoice AS o ON o.id = v.credits
            ORDER BY v.number)sql"},
        {{"invoice_line",
          {"invoice", "position", "subject", "place", "description", "starts_on", "ends_on", "net",
           "vat_rate"},
          {}},
         R"sql(
            SELECT v.number, l.position, l.subject, l.place, l.description, l.starts_on, l.ends_on,
                   l.net, l.vat_rate
            FROM invoice_line AS l JOIN invoice AS v ON v.id = l.invoice
            ORDER BY v.number, l.position)sql"},
        {{"invoice_vat", {"invoice", "vat_rate", "net", "vat"}, {}},
         R"sql(
            SELECT v.number, t.vat_rate, t.net, t.vat
            FROM invoice_vat AS t JOIN invoice AS v ON v.id = t.invoice
            ORDER BY v.number, t.vat_rate)sql"},
        {{"payment", {"charge", "customer", "received_on", "currency", "amount"}, {"id"}},
         R"sql(
            SELECT h.key, c.customer, p.received_on, p.currency, p.amount
            FROM payment AS p
            JOIN customer AS c ON c.id = p.customer
            LEFT JOIN charge AS h ON h.id = p.charge)sql",
         true},
        {{"allocation", {"invoice", "payment", "amount"}, {}},
         R"sql(
            SELECT v.number, h.key, a.amount
            FROM allocation AS a
            JOIN invoice AS v ON v.id = a.invoice
            JOIN payment AS p ON p.id = a.payment
            LEFT JOIN charge AS h ON h.id = p.charge)sql",
         true},
    };
}

std::vector<TableReading> reversal_tables()
{
    return {
        {{"reversal",
          {"charge", "invoice", "kind", "provider_reference", "currency", "amount", "found_on"},
          {"id", "made_at"}},
         R"sql(
            SELECT h.key, v.number, r.kind, r.provider_reference, r.currency, r.amount, r.found_on
            FROM reversal AS r
            JOIN charge AS h ON h.id = r.charge
            LEFT JOIN invoice AS v ON v.id = r.invoice)sql",
         true},
        {{"reversal_end", {"reversal", "found_on"}, {"id"}},
         R"sql(
            SELECT r.provider_reference, e.found_on
            FROM reversal_end AS e JOIN reversal AS r ON r.id = e.reversal)sql",
         true},
        {{"refund_settlement", {"reversal", "reason", "settled_on"}, {"id"}},
         R"sql(
            SELECT r.provider_reference, e.reason, e.settled_on
            FROM refund_settlement AS e JOIN reversal AS r ON r.id = e.reversal)sql",
         true},
        {{"charge_miss", {"charge"}, {"id", "missed_at"}},
         R"sql(
            SELECT h.key FROM charge_miss AS m JOIN charge AS h ON h.id = m.charge)sql",
         true},
        {{"foreign_reversal", {"provider_reference"}, {"id"}},
         R"sql(
            SELECT provider_reference FROM foreign_reversal ORDER BY provider_reference)sql"},
        {{"reversal_watch", {"provider"}, {"id", "asked_at"}},
         R"sql(
            SELECT provider FROM reversal_watch ORDER BY provider)sql"},
    };
}

std::vector<TableReading> card_entry_tables()
{
    return {
        {{"card_entry",
          {"customer", "ordinal", "provider", "key", "currency", "amount", "state", "reason",
           "provider_customer", "provider_reference", "checkout_url", "begun_on", "refused_brand",
           "refused_last4", "refused_expires", "refused_on", "registered"},
          {"id", "begun_at", "card"}},
         R"sql(
            SELECT c.customer, e.ordinal, e.provider, e.key, e.currency, e.amount, e.state,
                   e.reason, e.provider_customer, e.provider_reference, e.checkout_url, e.begun_on,
                   e.refused_brand, e.refused_last4, e.refused_expires, e.refused_on,
                   CASE WHEN e.card IS NULL THEN 0 ELSE 1 END
            FROM card_entry AS e JOIN customer AS c ON c.id = e.customer
            ORDER BY c.customer, e.ordinal)sql"},
    };
}

std::vector<TableReading> rendering_tables()
{
    return {
        {{"rendering", {"invoice", "form", "content_hash"}, {"id", "content"}},
         R"sql(
            SELECT v.number, r.form, r.content_hash
            FROM rendering AS r JOIN invoice AS v ON v.id = r.invoice
            ORDER BY v.number, r.form)sql"},
    };
}

} // namespace

std::vector<TableReading> table_readings()
{
    std::vector<TableReading> all;
    for (auto* family :
         {ground_tables, customer_tables, subscription_tables, charge_tables,
          switch_and_dunning_tables, invoice_tables, reversal_tables, card_entry_tables,
          rendering_tables, metered_places, reading_tables, reading_request_tables})
        for (auto& reading : family())
            all.push_back(std::move(reading));
    return all;
}

} // namespace duesday::store
