#include "store/invoices.hpp"

namespace duesday::store {

namespace {

rules::Party read_party(Database& database, std::int64_t id)
{
    auto rows = database.query(R"sql(
        SELECT name, street, postcode, city, country, email, vat_number, enterprise_number,
               gst_number, is_demonstration, iban, contact, phone, tax_registration
        FROM party WHERE id = ?1)sql",
                               id);
    rules::Party party;
    if (rows.next())
        party = {rows.text(0),  rows.text(1),  rows.text(2),  rows.text(3), rows.text(4),
                 rows.text(5),  rows.text(6),  rows.text(7),  rows.text(8), rows.boolean(9),
                 rows.text(10), rows.text(11), rows.text(12), rows.text(13)};
    return party;
}

std::vector<rules::InvoiceLine> read_lines(Database& database, std::int64_t invoice,
                                           Currency currency)
{
    std::vector<rules::InvoiceLine> lines;
    auto rows = database.query(R"sql(
        SELECT subject, place, description, starts_on, ends_on, net, vat_rate
        FROM invoice_line WHERE invoice = ?1 ORDER BY position)sql",
                               invoice);
    while (rows.next())
        lines.push_back({rows.text(0), rows.text(1), rows.text(2), rows.optional_date(3),
                         rows.optional_date(4), Money{rows.integer(5), currency},
                         VatRate{static_cast<int>(rows.integer(6))}});
    return lines;
}

std::vector<rules::VatSubtotal> read_vat(Database& database, std::int64_t invoice,
                                         Currency currency)
{
    std::vector<rules::VatSubtotal> by_rate;
    auto rows = database.query(R"sql(
        SELECT vat_rate, net, vat FROM invoice_vat WHERE invoice = ?1 ORDER BY vat_rate)sql",
                               invoice);
    while (rows.next())
        by_rate.push_back({VatRate{static_cast<int>(rows.integer(0))},
                           Money{rows.integer(1), currency}, Money{rows.integer(2), currency}});
    return by_rate;
}

} // namespace

std::optional<StoredInvoice> find_invoice(Database& database, std::string_view number)
{
    StoredInvoice stored;
    auto& invoice = stored.invoice;
    std::int64_t seller = 0;
    std::int64_t buyer = 0;
    Currency currency;
    {
        auto rows = database.query(R"sql(
            SELECT invoice.id, customer.customer, invoice.number, invoice.kind, invoice.language,
                   invoice.issued_on, invoice.due_on, invoice.currency, invoice.net, invoice.vat,
                   invoice.total, invoice.vat_treatment, invoice.paid_with, invoice.month,
                   invoice.reason, invoice.seller, invoice.buyer,
                   (SELECT kept FROM invoice_paid WHERE invoice_paid.invoice = invoice.id),
                   CAST((SELECT COALESCE(SUM(note.total), 0) FROM invoice AS note
                         WHERE note.credits = invoice.id) AS INTEGER),
                   credited.number, credited.issued_on
            FROM invoice
            JOIN customer ON customer.id = invoice.customer
            LEFT JOIN invoice AS credited ON credited.id = invoice.credits
            WHERE invoice.number = ?1)sql",
                                   number);
        if (!rows.next())
            return std::nullopt;
        currency = Currency::of(rows.view(7));
        stored.id = rows.integer(0);
        stored.customer = rows.text(1);
        invoice.customer = stored.customer;
        invoice.number = rows.text(2);
        invoice.kind = rows.text(3);
        invoice.language = rows.text(4);
        invoice.issued_on = rows.date(5);
        invoice.due_on = rows.date(6);
        invoice.totals = {{},
                          Money{rows.integer(8), currency},
                          Money{rows.integer(9), currency},
                          Money{rows.integer(10), currency}};
        invoice.vat_treatment = rows.text(11);
        invoice.paid_with = rows.text(12);
        invoice.month = rows.text(13);
        invoice.reason = rows.text(14);
        seller = rows.integer(15);
        buyer = rows.integer(16);
        stored.credited = Money{rows.integer(18), currency};
        invoice.credits = rows.optional_text(19).value_or("");
        if (!invoice.credits.empty())
            invoice.credits_issued_on = rows.date(20);
        // Nothing is paid for a credit note: what it takes back is counted with its invoice.
        stored.open =
            invoice.kind == "credit_note"
                ? Money{0, currency}
                : invoice.totals.total - Money{rows.integer(17), currency} - stored.credited;
    }
    invoice.seller = read_party(database, seller);
    invoice.buyer = read_party(database, buyer);
    invoice.lines = read_lines(database, stored.id, currency);
    invoice.totals.by_rate = read_vat(database, stored.id, currency);
    return stored;
}

void each_invoice(Database& database, const InvoiceFilter& filter,
                  const std::function<void(const InvoiceListing&)>& listed)
{
    auto rows = database.query(R"sql(
        SELECT number, customer, issued_on, currency, kind, total, credited,
               CASE WHEN kind = 'credit_note' THEN 0 ELSE total - allocated - credited END
        FROM (SELECT invoice.number AS number, customer.customer AS customer,
                     invoice.issued_on AS issued_on, invoice.currency AS currency,
                     invoice.kind AS kind, invoice.total AS total,
                     (SELECT kept FROM invoice_paid WHERE invoice_paid.invoice = invoice.id)
                       AS allocated,
                     CAST((SELECT COALESCE(SUM(note.total), 0) FROM invoice AS note
                           WHERE note.credits = invoice.id) AS INTEGER) AS credited
              FROM invoice JOIN customer ON customer.id = invoice.customer
              WHERE (CAST(?1 AS TEXT) IS NULL OR customer.customer = ?1)
                AND (CAST(?2 AS TEXT) IS NULL OR invoice.issued_on >= ?2)) AS listed
        WHERE CAST(?3 AS INTEGER) = 0
           OR (kind = 'invoice' AND total - allocated - credited > 0)
        ORDER BY issued_on, number)sql",
                               filter.customer, filter.since, filter.unpaid);
    while (rows.next())
        listed({rows.text(0), rows.text(1), rows.date(2), rows.text(4), rows.money(5, 3),
                rows.money(6, 3), rows.money(7, 3)});
}

std::vector<std::string> products_to_configure(Database& database, std::int64_t invoice)
{
    std::vector<std::string> names;
    auto rows = database.query(R"sql(
        SELECT DISTINCT product.name
        FROM invoice
        JOIN invoice_line ON invoice_line.invoice = invoice.id
        JOIN subscription ON subscription.number = invoice_line.subject
        JOIN product ON product.id = subscription.product
        WHERE invoice.id = ?1 AND invoice.month = '' AND product.needs_configuration = 1
        ORDER BY product.name)sql",
                               invoice);
    while (rows.next())
        names.push_back(rows.text(0));
    return names;
}

} // namespace duesday::store
