#include "store/invoice_issue.hpp"

#include "base/fault.hpp"
#include "rules/invoice/einvoice_check.hpp"
#include "rules/invoice/number.hpp"
#include "store/numbers.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <utility>

namespace duesday::store {

namespace {

/// Every field with its length, so that no two parties look alike.
std::string content_of(const Party& party)
{
    std::string content;
    content.reserve(256);
    for (const auto* field :
         {&party.name, &party.street, &party.postcode, &party.city, &party.country, &party.email,
          &party.vat_number, &party.enterprise_number, &party.gst_number, &party.iban,
          &party.contact, &party.phone, &party.tax_registration}) {
        content += std::to_string(field->size());
        content += ':';
        content += *field;
    }
    content += party.is_demonstration ? '1' : '0';
    return content;
}

/// Those who are invoiced together lie together in the index: the customer comes first.
std::string digest_of(std::int64_t customer, std::string_view content)
{
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                       nullptr, 0);
    std::array<char, 33> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return fmt::format("{:08x}{}", customer, std::string_view{text.data(), 24});
}

/// `customer` is 0 for the seller.
std::int64_t party_id(Database& database, std::int64_t customer, const Party& party,
                      std::string_view content)
{
    const auto digest = digest_of(customer, content);
    {
        auto known = database.query(R"sql(SELECT id FROM party WHERE digest = ?1)sql", digest);
        if (known.next())
            return known.integer(0);
    }
    return database.insert(R"sql(
        INSERT INTO party (digest, name, street, postcode, city, country, email, vat_number,
                           enterprise_number, gst_number, is_demonstration, iban, contact,
                           phone, tax_registration)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        RETURNING id)sql",
                           digest, party.name, party.street, party.postcode, party.city,
                           party.country, party.email, party.vat_number, party.enterprise_number,
                           party.gst_number, party.is_demonstration, party.iban, party.contact,
                           party.phone, party.tax_registration);
}

/// The same in all invoices of a Write, unlike their buyers: looked up once.
std::int64_t seller_id(Write& write, const Party& seller)
{
    auto content = content_of(seller);
    auto& known = write.known_rows();
    if (const auto found = known.find(content); found != known.end())
        return found->second;
    const auto id = party_id(write.database(), 0, seller, content);
    known.emplace(std::move(content), id);
    return id;
}

void insert_lines(Write& write, std::int64_t id, const rules::Invoice& invoice)
{
    int position = 0;
    for (const auto& line : invoice.lines)
        write.database().run(R"sql(
            INSERT INTO invoice_line (invoice, position, subject, place, description, starts_on,
                                      ends_on, net, vat_rate)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))sql",
                             id, ++position, line.subject, line.place, line.description,
                             line.starts_on, line.ends_on, line.net.minor(),
                             line.vat_rate.hundredths_of_percent);
    for (const auto& subtotal : invoice.totals.by_rate)
        write.database().run(R"sql(
            INSERT INTO invoice_vat (invoice, vat_rate, net, vat) VALUES (?1, ?2, ?3, ?4))sql",
                             id, subtotal.rate.hundredths_of_percent, subtotal.net.minor(),
                             subtotal.vat.minor());
}

/// What of the draft rules::check_invoice looks at; Fault(bug) where it finds something.
rules::Invoice sound_invoice(InvoiceDraft& draft)
{
    rules::Invoice invoice;
    invoice.kind = "invoice";
    invoice.vat_treatment = draft.vat_treatment;
    invoice.paid_with = std::move(draft.paid_with);
    invoice.lines = std::move(draft.lines);
    invoice.totals = std::move(draft.totals);
    const auto findings = rules::check_invoice(invoice);
    if (!findings.empty())
        throw Fault{FaultKind::bug, fmt::format("an invoice of '{}' was not numbered: {}",
                                                draft.buyer.name, findings.front().text)};
    return invoice;
}

} // namespace

IssuedInvoice issue_invoice(Write& write, InvoiceDraft draft)
{
    const auto invoice = sound_invoice(draft);
    const auto& totals = invoice.totals;
    constexpr std::string_view series;
    const auto taken = take_number(write, series, write.stamp().business_date);
    IssuedInvoice issued;
    issued.issued_on = taken.issued_on;
    issued.number = rules::invoice_number(series, taken.issued_on.year(), taken.sequence);
    const auto seller = seller_id(write, draft.seller);
    const auto buyer =
        party_id(write.database(), draft.customer, draft.buyer, content_of(draft.buyer));
    issued.id = write.database().insert(
        R"sql(
        INSERT INTO invoice (number, kind, series, year, sequence, customer, seller, buyer,
                             language, issued_on, due_on, currency, net, vat, total,
                             vat_treatment, paid_with, month, reason)
        VALUES (?1, 'invoice', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
                ?16, ?17)
        RETURNING id)sql",
        issued.number, series, taken.year, taken.sequence, draft.customer, seller, buyer,
        draft.language, issued.issued_on, totals.total.currency().code(), totals.net.minor(),
        totals.vat.minor(), totals.total.minor(), invoice.vat_treatment, invoice.paid_with,
        draft.month, draft.reason);
    insert_lines(write, issued.id, invoice);
    return issued;
}

void book_payment(Write& write, std::int64_t charge, std::int64_t customer, Money amount,
                  std::int64_t invoice)
{
    const auto payment = write.database().insert(R"sql(
        INSERT INTO payment (charge, customer, received_on, currency, amount)
        VALUES (?1, ?2, ?3, ?4, ?5)
        RETURNING id)sql",
                                                 charge, customer, write.stamp().business_date,
                                                 amount.currency().code(), amount.minor());
    write.database().run(R"sql(
        INSERT INTO allocation (payment, invoice, amount) VALUES (?1, ?2, ?3))sql",
                         payment, invoice, amount.minor());
}

std::int64_t count_renewal_invoices(Database& database, std::int64_t customer,
                                    std::string_view month, Currency currency)
{
    return database.integer(R"sql(
        SELECT count(*) FROM invoice
        WHERE customer = ?1 AND month = ?2 AND currency = ?3 AND kind = 'invoice')sql",
                            customer, month, currency.code());
}

} // namespace duesday::store
