// Payments of this book at a provider that none of its charges explains: a purchase or a hand-over
// that was lost with a copy (DESIGN 2). A person is told until something takes their place.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/unexplained_payments.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

using UnexplainedByKey = std::map<std::string, partner::ProviderPayment, std::less<>>;

/// What earlier reconciliations could not explain, but for what was refunded.
UnexplainedByKey unexplained_so_far(store::Database& database);
/// The keys of what a person said was refunded.
std::set<std::string, std::less<>> refunded_so_far(store::Database& database);

/// Kept, with an audit row, until a charge of the same group takes its place: renew, or the command
/// that was lost, given again (flow/charge_intention).
void remember_unexplained(store::Write& write, std::string_view provider,
                          const partner::ProviderPayment& payment);

/// Payments of renewals whose lines were lost with a copy: hand-overs, also those that their
/// payer's own renewals have taken for themselves (store::amount_differs). Their keys say who paid
/// and for which month, not for which subscriptions: none of that month may be charged to others,
/// and none may end.
class LostRenewals {
public:
    explicit LostRenewals(const runtime::Context& context);

    /// The first that may have paid a line of `net` of the month and its currency, else null.
    const store::UnexplainedPayment* that_may_have_paid(const std::string& month, Money net);
    /// The same of those that another than `payer` made: its own are taken in place of a charge.
    const store::UnexplainedPayment* of_another(const std::string& month, Money net,
                                                std::int64_t payer);

private:
    using Payments = std::vector<store::UnexplainedPayment>;

    const store::UnexplainedPayment* find(const std::string& month, Money net,
                                          std::optional<std::int64_t> besides);
    const Payments& of_month(const std::string& month);

    std::string book_id_;
    Payments payments_; ///< that may have taken money
    std::map<std::string, Payments, std::less<>> by_month_;
};

/// The reason that all of this is told with.
inline constexpr std::string_view unexplained_payment = "unexplained_payment";
/// The reason of a charge whose money a person said is back.
inline constexpr std::string_view refunded = "refunded";

/// The way out for a person, of a payment that nothing takes.
std::string how_to_settle(std::string_view key);
/// What a person can do about one.
std::string explain(const store::UnexplainedPayment& payment);
/// The same where it may have paid for a renewal that waits because of it.
std::string may_have_paid(store::Database& database, const store::UnexplainedPayment& payment);

/// Asks again about those without a final answer, and reports each that may have taken money.
void watch_unexplained(runtime::Context& context, partner::CardGateway& gateway);

} // namespace duesday::flow
