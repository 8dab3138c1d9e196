// Credit notes: an invoice taken back in full, with a number of their own series.
#pragma once

#include "store/book.hpp"
#include "store/invoices.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

/// "CN2026-000001", ...
inline constexpr std::string_view credit_note_series = "CN";

/// The number of the credit note that takes this invoice back, if there is one.
std::optional<std::string> credited_by(Database& database, std::int64_t invoice);

struct IssuedCreditNote {
    std::int64_t id = 0;
    std::string number;
    Date issued_on;
};
/// Takes the next number and stores a copy of all that the invoice says: parties, language, lines
/// and VAT as they were issued. An invoice is credited once: a second one breaks a unique index.
IssuedCreditNote issue_credit_note(Write& write, std::int64_t invoice, std::string_view reason);

} // namespace duesday::store
