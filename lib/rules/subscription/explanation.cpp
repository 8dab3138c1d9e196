#include "rules/subscription/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::rules {

const char* code_of(ExplanationRefusal refusal)
{
    switch (refusal) {
    case ExplanationRefusal::none:
        return "none";
    case ExplanationRefusal::other_payment:
        return "other_payment";
    case ExplanationRefusal::not_running:
        return "not_running";
    case ExplanationRefusal::payment_being_checked:
        return "payment_being_checked";
    case ExplanationRefusal::no_card:
        return "no_card";
    case ExplanationRefusal::amount_differs:
        return misfit::amount_differs.data();
    case ExplanationRefusal::pays_for_other:
        return misfit::pays_for_other.data();
    }
    return "";
}

std::string explain(ExplanationRefusal refusal, std::string_view subscription)
{
    constexpr std::string_view way_out =
        "refund it at the provider, then settle it with --as refunded";
    switch (refusal) {
    case ExplanationRefusal::none:
        return {};
    case ExplanationRefusal::other_payment:
        return fmt::format("the payment was not for the renewal of {}, its key says: name others, "
                           "or {}",
                           subscription, way_out);
    case ExplanationRefusal::not_running:
        return fmt::format("{} does not run, so that there is no renewal to pay: name others, or "
                           "{}",
                           subscription, way_out);
    case ExplanationRefusal::payment_being_checked:
        return subscription.empty()
                   ? std::string{"another charge of the same customer and month has no answer: "
                                 "settle that one, or wait for poll-confirmations, first"}
                   : fmt::format("the coming period of {} has another charge, paid or without an "
                                 "answer: leave it out, or settle that one first",
                                 subscription);
    case ExplanationRefusal::no_card:
        return fmt::format("its customer has no card of the provider by now: subscribe card "
                           "registers one; or {}",
                           way_out);
    case ExplanationRefusal::amount_differs:
        return fmt::format("the subscriptions named do not cost what was paid: name others, import "
                           "the price again that they had then, or {}",
                           way_out);
    case ExplanationRefusal::pays_for_other:
        return fmt::format("the payment was not for the subscriptions named, its provider says: "
                           "name others, or {}",
                           way_out);
    }
    return {};
}

StaysOff decide_renewal_of(const ExplainedHandOver& hand_over)
{
    if (!hand_over.has_role)
        return StaysOff::no_role;
    if (hand_over.switched_off_on && *hand_over.switched_off_on >= hand_over.found_on)
        return StaysOff::switched_off;
    return StaysOff::no;
}

std::string explain(StaysOff why, std::string_view customer)
{
    switch (why) {
    case StaysOff::no:
        return fmt::format("{} is its purchaser from then on, with the renewal on", customer);
    case StaysOff::no_role:
        return fmt::format("{} is its purchaser, with the renewal off, for want of a role on the "
                           "installation (SUB-128)",
                           customer);
    case StaysOff::switched_off:
        return fmt::format("{} is its purchaser, with the renewal off as it was switched since",
                           customer);
    }
    return {};
}

ExplanationDecision decide_explanation(const ExplainedPayment& payment,
                                       std::span<const ExplainedLine> lines,
                                       std::optional<Money> cost, std::string_view digest)
{
    using Refusal = ExplanationRefusal;
    const auto about = [&](Refusal refusal, auto is_it) -> std::optional<ExplanationDecision> {
        const auto found = std::find_if(lines.begin(), lines.end(), is_it);
        return found == lines.end()
                   ? std::nullopt
                   : std::optional{ExplanationDecision{refusal, found->subscription}};
    };
    if (const auto other = about(Refusal::other_payment,
                                 [&](const auto& line) { return line.month != payment.month; }))
        return *other;
    if (const auto over = about(Refusal::not_running, [](const auto& line) {
            return line.standing != Standing::running;
        }))
        return *over;
    if (const auto held = about(Refusal::payment_being_checked,
                                [](const auto& line) { return line.period_open; }))
        return *held;
    if (payment.group_open)
        return {Refusal::payment_being_checked, {}};
    if (!payment.has_card)
        return {Refusal::no_card, {}};
    const auto reason = cost ? misfit_of(payment.paid, {*cost, digest}) : misfit::amount_differs;
    if (reason == misfit::amount_differs)
        return {Refusal::amount_differs, {}};
    return {reason.empty() ? Refusal::none : Refusal::pays_for_other, {}};
}

} // namespace duesday::rules
