#include "rules/invoice/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace duesday::rules {

std::string invoice_number(std::string_view series, int year, std::int64_t sequence)
{
    return fmt::format("{}{:04}-{:06}", series, year, sequence);
}

std::optional<InvoiceNumber> parse_invoice_number(std::string_view text)
{
    constexpr std::string_view digits = "0123456789";
    const auto dash = text.find('-');
    const auto year_at = text.find_first_of(digits);
    if (dash == std::string_view::npos || year_at > dash)
        return std::nullopt;
    InvoiceNumber number;
    number.series = text.substr(0, year_at);
    const auto read = [](std::string_view part, auto& value) {
        const auto* end = part.data() + part.size();
        return std::from_chars(part.data(), end, value).ptr == end;
    };
    const bool is_read = read(text.substr(year_at, dash - year_at), number.year) &&
                         read(text.substr(dash + 1), number.sequence) && number.sequence > 0;
    const bool is_series = std::all_of(number.series.begin(), number.series.end(),
                                       [](char letter) { return letter >= 'A' && letter <= 'Z'; });
    if (!is_read || !is_series ||
        invoice_number(number.series, number.year, number.sequence) != text)
        return std::nullopt;
    return number;
}

} // namespace duesday::rules
