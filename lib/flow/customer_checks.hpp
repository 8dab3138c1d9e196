// What a customer must be like, however it comes into the book.
#pragma once

#include "intake/row.hpp"
#include "rules/customer/customer.hpp"

#include <string_view>
#include <vector>

namespace duesday::flow {

/// Adds a problem where no letter would reach the address.
void check_email(const char* column, std::string_view email,
                 std::vector<intake::Problem>& problems);

/// Problems of the fields taken together, beyond what the import's schema says of each: first the
/// country, then the number that it asks for (SUB-048). A missing identification is none: it only
/// keeps the account incomplete (SUB-043).
std::vector<intake::Problem> check_customer(const rules::Customer& customer);

} // namespace duesday::flow
