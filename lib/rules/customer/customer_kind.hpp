// Company or person: decides who owes a VAT number (D21).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace duesday::rules {

enum class CustomerKind { company, person };

const char* code_of(CustomerKind kind);
std::optional<CustomerKind> parse_customer_kind(std::string_view text);
/// Where a file does not say: a company where a VAT number stands, else a person (CLI.md).
CustomerKind default_customer_kind(const std::optional<std::string>& vat_number);

} // namespace duesday::rules
