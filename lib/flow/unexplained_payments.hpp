// Payments of this book at a provider that none of its charges explains: a purchase or a hand-over
// that was lost with a copy (DESIGN 2). A person is told until something takes their place.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/unexplained_payments.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace duesday::flow {

using UnexplainedByKey = std::map<std::string, partner::ProviderPayment, std::less<>>;

/// What earlier reconciliations could not explain.
UnexplainedByKey unexplained_so_far(store::Database& database);

/// Kept, with an audit row, until a charge of the same group takes its place: renew, or the command
/// that was lost, given again (store::plan_charge).
void remember_unexplained(store::Write& write, std::string_view provider,
                          const partner::ProviderPayment& payment);

/// What a person can do about one.
std::string explain(const store::UnexplainedPayment& payment);

/// Asks again about those without a final answer, and reports each that may have taken money.
void watch_unexplained(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
