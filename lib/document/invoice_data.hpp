// What the templates of an invoice, on paper and in a letter, are given.
#pragma once

#include "document/templates.hpp"
#include "rules/invoice/invoice.hpp"

#include <string>
#include <string_view>

namespace duesday::document {

/// Names: number, issued_on, due_on, paid_with, places (place, is_grouped, lines), rates (rate,
/// base, vat), total_net, total_vat, total, reverse_charge, out_of_scope, demonstration; of a
/// credit note credits and reason; settled: there is nothing to pay.
Data invoice_data(const rules::Invoice& invoice, Language language);

/// "visa" as "Visa".
std::string brand_text(std::string_view brand);

} // namespace duesday::document
