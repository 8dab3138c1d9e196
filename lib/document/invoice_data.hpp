// What the templates of an invoice, on paper and in a letter, are given.
#pragma once

#include "document/templates.hpp"
#include "rules/invoice/invoice.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duesday::document {

/// Names: number, issued_on, due_on, paid_with, places (place, is_grouped, lines), rates (rate,
/// base, vat), total_net, total_vat, total, demonstration; of a credit note credits and reason;
/// settled: there is nothing to pay; where there is, iban, communication and reference (what the
/// payer quotes: the communication, else the number); exemption_of's name, and false under the
/// others.
Data invoice_data(const rules::Invoice& invoice, Language language);

/// Why it bears no VAT, or some line does not: the name of the sentence in texts/*.toml that says
/// so (reverse_charge, out_of_scope, intra_community, export or exempt); else empty.
std::string exemption_of(const rules::Invoice& invoice);

/// There is nothing to pay: it was paid when it was issued, or it is a credit note.
bool is_settled(const rules::Invoice& invoice);

/// Lines with the place that they stand under, in the order of each place's first line. One group
/// without a name where no line has a place.
std::vector<std::pair<std::string, std::vector<const rules::InvoiceLine*>>>
lines_by_place(const std::vector<rules::InvoiceLine>& lines);

/// "01/01/2027 – 31/12/2027"; empty where the line pays for no period.
std::string period_text(const rules::InvoiceLine& line, Language language);

/// "BE68 5390 0754 7034".
std::string grouped_iban(std::string_view iban);

/// The structured communication of an invoice that waits for its money; else empty.
std::string communication_of(const rules::Invoice& invoice);

/// "visa" as "Visa".
std::string brand_text(std::string_view brand);

} // namespace duesday::document
