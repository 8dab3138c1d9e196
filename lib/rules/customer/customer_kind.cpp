#include "rules/customer/customer_kind.hpp"

namespace duesday::rules {

const char* code_of(CustomerKind kind)
{
    switch (kind) {
    case CustomerKind::company:
        return "company";
    case CustomerKind::person:
        return "person";
    }
    return "";
}

std::optional<CustomerKind> parse_customer_kind(std::string_view text)
{
    if (text == "company")
        return CustomerKind::company;
    if (text == "person")
        return CustomerKind::person;
    return std::nullopt;
}

CustomerKind default_customer_kind(const std::optional<std::string>& vat_number)
{
    return vat_number && !vat_number->empty() ? CustomerKind::company : CustomerKind::person;
}

} // namespace duesday::rules
