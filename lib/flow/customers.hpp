// What the program `customers` does.
#pragma once

#include "rules/customer/customer.hpp"
#include "runtime/program.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct CustomerListOptions {
    bool incomplete = false; ///< SUB-043: only accounts that lack something, with what
    bool duplicates = false; ///< SUB-053: only e-mails that look alike; never merged
};

/// Rows with the columns of the import and account_state, by key.
void customers_list(runtime::Context& context, const CustomerListOptions& options);

/// One customer with cards (the latest first) and roles. Refused: `unknown_customer`.
void customers_show(runtime::Context& context, const std::string& customer);

/// Changes fields ("FIELD=VALUE") once confirmed; the same checks as the import, the country
/// before the identification number (SUB-048). A word without = is Fault(usage).
void customers_edit(runtime::Context& context, const std::string& customer,
                    const std::vector<std::string>& assignments);

/// What keeps a field from being stored: a stable code and a sentence.
struct CustomerProblem {
    std::string reason;
    std::string text;
};
/// The first thing wrong with a customer as such; missing identification is not, it only keeps
/// the account incomplete (SUB-043).
std::optional<CustomerProblem> check_customer(const rules::Customer& customer);

} // namespace duesday::flow
