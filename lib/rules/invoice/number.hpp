// How invoices are numbered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace duesday::rules {

/// "2026-000001"; with a series "CN2026-000001". `sequence` counts from 1 within series and year;
/// past 999999 the number grows by a digit.
std::string invoice_number(std::string_view series, int year, std::int64_t sequence);

} // namespace duesday::rules
