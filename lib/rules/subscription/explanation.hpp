// A person says which renewals a payment was for that the book cannot explain (DESIGN 2).
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/subscription/lost_payment.hpp"
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
    PaidFor paid;
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
    pays_for_other, ///< its provider keeps that it was for others
};

const char* code_of(ExplanationRefusal refusal);
/// One sentence that says what to do; empty for none.
std::string explain(ExplanationRefusal refusal, std::string_view subscription);

struct ExplanationDecision {
    ExplanationRefusal refusal = ExplanationRefusal::none;
    std::string subscription; ///< that it is about; empty where it is about the payment

    friend bool operator==(const ExplanationDecision&, const ExplanationDecision&) = default;
};

/// Why a subscription that is handed over by an explanation is not renewed from then on.
enum class StaysOff {
    no,
    no_role,      ///< nobody pays without a role (SUB-128)
    switched_off, ///< somebody did that since the book was put back, and nothing revokes it
};

struct ExplainedHandOver {
    bool has_role = true;                ///< of who paid, on the installation
    std::optional<Date> switched_off_on; ///< the renewal is off since
    Date found_on;                       ///< the day on which the payment could not be explained
};

StaysOff decide_renewal_of(const ExplainedHandOver& hand_over);
/// What becomes of it, as the end of a sentence about the period that is paid.
std::string explain(StaysOff why, std::string_view customer);

/// `cost` is what the lines cost with VAT, nothing where they have no one currency; `digest` is
/// that of a payment for them.
ExplanationDecision decide_explanation(const ExplainedPayment& payment,
                                       std::span<const ExplainedLine> lines,
                                       std::optional<Money> cost, std::string_view digest);

} // namespace duesday::rules
