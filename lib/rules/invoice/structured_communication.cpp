#include "rules/invoice/structured_communication.hpp"

#include "rules/customer/vat_number.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace duesday::rules {

namespace {

constexpr std::size_t base_length = 10;

std::string check_digits(std::string_view base)
{
    std::int64_t value = 0;
    for (const char digit : base)
        value = value * 10 + (digit - '0');
    const auto rest = value % 97;
    return fmt::format("{:02}", rest == 0 ? 97 : rest);
}

} // namespace

std::optional<std::string> structured_communication(std::string_view invoice_number)
{
    if (!matches_form("9999-999999", invoice_number))
        return std::nullopt;
    std::string digits{invoice_number};
    digits.erase(4, 1);
    digits += check_digits(digits);
    return fmt::format("+++{}/{}/{}+++", digits.substr(0, 3), digits.substr(3, 4),
                       digits.substr(7));
}

bool is_structured_communication(std::string_view text)
{
    if (!matches_form("999999999999|+++999/9999/99999+++|***999/9999/99999***", text))
        return false;
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9')
            digits += c;
    return check_digits(digits.substr(0, base_length)) == digits.substr(base_length);
}

} // namespace duesday::rules
