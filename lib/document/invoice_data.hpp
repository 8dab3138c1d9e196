// What the templates of an invoice, on paper and in a letter, are given.
#pragma once

#include "document/templates.hpp"
#include "rules/invoice/invoice.hpp"

#include <string>
#include <string_view>

namespace duesday::document {

/// Names: number, issued_on, due_on, paid_with, places (place, is_grouped, lines), rates (rate,
/// base, vat), total_net, total_vat, total, demonstration; of a credit note credits and reason;
/// settled: there is nothing to pay; exemption_of's name, and false under the others.
Data invoice_data(const rules::Invoice& invoice, Language language);

/// Why it bears no VAT, or some line does not: the name of the sentence in texts/*.toml that says
/// so (reverse_charge, out_of_scope, intra_community, export or exempt); else empty.
std::string exemption_of(const rules::Invoice& invoice);

/// "visa" as "Visa".
std::string brand_text(std::string_view brand);

} // namespace duesday::document
