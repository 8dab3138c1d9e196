#include "store/credit_notes.hpp"

#include "rules/invoice/number.hpp"
#include "store/numbers.hpp"

namespace duesday::store {

std::optional<std::string> credited_by(Database& database, std::int64_t invoice)
{
    auto rows = database.query(R"sql(
        SELECT number FROM invoice WHERE credits = ?1)sql",
                               invoice);
    if (!rows.next())
        return std::nullopt;
    return rows.text(0);
}

IssuedCreditNote issue_credit_note(Write& write, std::int64_t invoice, std::string_view reason)
{
    auto& database = write.database();
    const auto taken = take_number(write, credit_note_series, write.stamp().business_date);
    IssuedCreditNote issued;
    issued.issued_on = taken.issued_on;
    issued.number =
        rules::invoice_number(credit_note_series, taken.issued_on.year(), taken.sequence);
    issued.id = database.insert(R"sql(
        INSERT INTO invoice (number, kind, series, year, sequence, customer, seller, buyer,
                             language, issued_on, due_on, currency, net, vat, total,
                             vat_treatment, paid_with, month, reason, credits)
        SELECT CAST(?2 AS TEXT), 'credit_note', CAST(?3 AS TEXT), CAST(?4 AS TEXT),
               CAST(?5 AS INTEGER), customer, seller, buyer, language, CAST(?6 AS TEXT),
               CAST(?6 AS TEXT), currency, net, vat, total, vat_treatment, '', '',
               CAST(?7 AS TEXT), id
        FROM invoice WHERE id = ?1
        RETURNING id)sql",
                                invoice, issued.number, credit_note_series, taken.year,
                                taken.sequence, issued.issued_on, reason);
    database.run(R"sql(
        INSERT INTO invoice_line (invoice, position, subject, place, description, starts_on,
                                  ends_on, net, vat_rate)
        SELECT CAST(?2 AS INTEGER), position, subject, place, description, starts_on, ends_on, net,
               vat_rate
        FROM invoice_line WHERE invoice = ?1 ORDER BY position)sql",
                 invoice, issued.id);
    database.run(R"sql(
        INSERT INTO invoice_vat (invoice, vat_rate, net, vat)
        SELECT CAST(?2 AS INTEGER), vat_rate, net, vat
        FROM invoice_vat WHERE invoice = ?1 ORDER BY vat_rate)sql",
                 invoice, issued.id);
    return issued;
}

} // namespace duesday::store
