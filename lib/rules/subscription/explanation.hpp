// A person says which renewals a payment was for that the book cannot explain (DESIGN 2).
#pragma once

#include "base/money.hpp"
#include "rules/subscription/subscription.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace duesday::rules {

/// One of the subscriptions that the payment is said to have paid for.
struct ExplainedLine {
    std::string subscription;
    Standing standing = Standing::running;
    std::string month;        ///< of its expiry
    bool period_open = false; ///< another charge holds its coming period
};

struct ExplainedPayment {
    Money amount;
    /// The expiry month of the renewals that its key stands for; nothing where that is none of the
    /// months of the lines: another month, a purchase or a repurchase.
    std::optional<std::string> month;
    bool group_open = false; ///< another charge of its payer for that month has no answer
    bool has_card = true;    ///< its payer has a card of its provider: the charge names one
};

/// Ordered by precedence: the first that fits is the answer.
enum class ExplanationRefusal {
    none,
    other_payment,         ///< the key says that it was for something else
    not_running,           ///< there is no coming period to pay for
    payment_being_checked, ///< a period, or a group, has one charge at a time
    no_card,
    amount_differs, ///< the lines cost more or less: what it was for is not said
};

const char* code_of(ExplanationRefusal refusal);
/// One sentence that says what to do; empty for none.
std::string explain(ExplanationRefusal refusal, std::string_view subscription);

struct ExplanationDecision {
    ExplanationRefusal refusal = ExplanationRefusal::none;
    std::string subscription; ///< that it is about; empty where it is about the payment

    friend bool operator==(const ExplanationDecision&, const ExplanationDecision&) = default;
};

/// `cost` is what the lines cost with VAT, nothing where they have no one currency.
ExplanationDecision decide_explanation(const ExplainedPayment& payment,
                                       std::span<const ExplainedLine> lines,
                                       std::optional<Money> cost);

} // namespace duesday::rules
