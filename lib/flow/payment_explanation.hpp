// What a payment was for that the book cannot explain, as a person says it: looked up and judged;
// changes nothing.
#pragma once

#include "flow/charge_settlement.hpp"
#include "rules/invoice/vat.hpp"
#include "rules/subscription/explanation.hpp"
#include "store/unexplained_payments.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

/// A payment that waits for a person.
struct OpenPayment {
    store::UnexplainedPayment payment;
    std::optional<store::Charge> charge; ///< that took it, and whose lines do not make its amount
    std::optional<std::int64_t> payer;   ///< nothing where its key names no customer of the book
};
/// By its key or by the provider's own number; also one that was refunded already.
std::optional<OpenPayment> find_open_payment(store::Database& database, std::string_view payment);

struct Explanation {
    rules::ExplanationDecision decision;
    std::string month;              ///< of its group
    int attempt = 1;                ///< within the group, from its key
    rules::VatDecision vat;         ///< of the payer
    std::vector<ChargedLine> lines; ///< the coming periods, in the order of a charge
};

/// `subscriptions` are the ones named, each once.
Explanation judge_explanation(const runtime::Context& context, const Catalogue& catalogue,
                              const OpenPayment& open,
                              std::vector<store::Subscription> subscriptions);

} // namespace duesday::flow
