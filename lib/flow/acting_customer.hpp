// Whom --actor names, where a customer acts.
#pragma once

#include "runtime/context.hpp"
#include "store/customers.hpp"

#include <optional>

namespace duesday::flow {

/// The customer with the e-mail that --actor gives. Refused with 77: `may_not_act`, where the
/// login of a live book's user is not listed in actors.may_act_for_customers, and `unknown_actor`.
/// Fault(usage) where no --actor is given (SUB-125: a login is no customer).
std::optional<store::CustomerRow> acting_customer(runtime::Context& context);

} // namespace duesday::flow
