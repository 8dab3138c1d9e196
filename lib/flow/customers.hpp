// What the program `customers` does.
#pragma once

#include "runtime/program.hpp"

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

/// Changes fields ("FIELD=VALUE") once confirmed, with the checks and the defaults of an import.
/// A word without = and a field that does not exist are Fault(usage).
void customers_edit(runtime::Context& context, const std::string& customer,
                    const std::vector<std::string>& assignments);

} // namespace duesday::flow
