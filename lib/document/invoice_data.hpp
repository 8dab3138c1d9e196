// What the templates of an invoice, on paper and in a letter, are given.
#pragma once

#include "document/templates.hpp"
#include "rules/invoice/invoice.hpp"

namespace duesday::document {

/// Names: number, issued_on, due_on, paid_with, places (place, is_grouped, lines), rates (rate,
/// base, vat), total_net, total_vat, total, reverse_charge, out_of_scope, demonstration.
Data invoice_data(const rules::Invoice& invoice, Language language);

} // namespace duesday::document
