// Payments of this book at a provider that none of its charges explains: a purchase or a hand-over
// that was lost with a copy (DESIGN 2). A person is told until something takes their place.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/unexplained_payments.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

using UnexplainedByKey = std::map<std::string, partner::ProviderPayment, std::less<>>;

/// What earlier reconciliations could not explain.
UnexplainedByKey unexplained_so_far(store::Database& database);

/// Kept, with an audit row, until a charge of the same group takes its place: renew, or the command
/// that was lost, given again (store::plan_charge).
void remember_unexplained(store::Write& write, std::string_view provider,
                          const partner::ProviderPayment& payment);

/// Payments of renewals whose lines were lost with a copy: hand-overs. Their keys say who paid and
/// for which month, not for which subscriptions: none of that month may be charged to others.
class LostRenewals {
public:
    explicit LostRenewals(const runtime::Context& context);

    /// The first that may have paid a line of `net` of the month and its currency for another payer
    /// than `payer`, else null.
    const store::UnexplainedPayment* that_may_have_paid(const std::string& month, Money net,
                                                        std::int64_t payer);

private:
    using Payments = std::vector<store::UnexplainedPayment>;

    const Payments& of_month(const std::string& month);

    std::string book_id_;
    Payments payments_; ///< that may have taken money
    std::map<std::string, Payments, std::less<>> by_month_;
};

/// What a person can do about one.
std::string explain(const store::UnexplainedPayment& payment);

/// Asks again about those without a final answer, and reports each that may have taken money.
void watch_unexplained(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
