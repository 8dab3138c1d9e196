// Payments of this book at a provider that none of its charges explains: a purchase or a hand-over
// that was lost with a copy (DESIGN 2). A person is told until something takes their place.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/unexplained_payments.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace duesday::flow {

using UnexplainedByKey = std::map<std::string, partner::ProviderPayment, std::less<>>;

/// What earlier reconciliations could not explain, but for what was refunded.
UnexplainedByKey unexplained_so_far(store::Database& database);
/// The keys of what a person said was refunded.
std::set<std::string, std::less<>> refunded_so_far(store::Database& database);

/// Kept, with an audit row, until a charge of the same group takes its place: renew, or the command
/// that was lost, given again (flow/charge_intention).
void remember_unexplained(store::Write& write, std::string_view provider,
                          const partner::ProviderPayment& payment,
                          const partner::ProviderCustomer& payer);

/// The reason that all of this is told with.
inline constexpr std::string_view unexplained_payment = "unexplained_payment";
/// The reason of a charge whose money a person said is back.
inline constexpr std::string_view refunded = "refunded";

/// The way out for a person, of a payment that nothing takes.
std::string how_to_settle(std::string_view key);
/// Who made it, by the book's names where it has them, else by the provider's.
std::string payer_text(store::Database& database, const store::UnexplainedPayment& payment);
/// What a person can do about one.
std::string explain(store::Database& database, const store::UnexplainedPayment& payment);

/// Asks again about those without a final answer, and reports each that may have taken money.
void watch_unexplained(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
