#include "rules/invoice/number.hpp"

#include <fmt/format.h>

namespace duesday::rules {

std::string invoice_number(std::string_view series, int year, std::int64_t sequence)
{
    return fmt::format("{}{:04}-{:06}", series, year, sequence);
}

} // namespace duesday::rules
