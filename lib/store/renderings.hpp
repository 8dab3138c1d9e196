// The first rendering of an invoice in a form: kept, so that every later one is the same bytes,
// whatever became of templates and programs since (SUB-096).
#pragma once

#include "rules/invoice/invoice_form.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

/// Fault(bad_input) where the content does not have the
/// hash that was stored with it.
std::optional<std::string> find_rendering(Database& database, std::int64_t invoice,
                                          rules::InvoiceForm form);

/// Keeps `content` unless another was kept first; gives what is kept.
std::string keep_rendering(Write& write, std::int64_t invoice, rules::InvoiceForm form,
                           std::string_view content);

} // namespace duesday::store
