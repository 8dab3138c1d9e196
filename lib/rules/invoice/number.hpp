// How invoices are numbered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

/// "2026-000001"; with a series "CN2026-000001". `sequence` counts from 1 within series and year;
/// past 999999 the number grows by a digit.
std::string invoice_number(std::string_view series, int year, std::int64_t sequence);

struct InvoiceNumber {
    std::string series; ///< empty of an invoice, "CN" of a credit note
    int year = 0;
    std::int64_t sequence = 0; ///< from 1

    friend bool operator==(const InvoiceNumber&, const InvoiceNumber&) = default;
};
/// What invoice_number made; nothing for other text.
std::optional<InvoiceNumber> parse_invoice_number(std::string_view text);

} // namespace duesday::rules
