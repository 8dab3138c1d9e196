#include "flow/charge_answer_text.hpp"

#include "base/money_text.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"

#include <fmt/format.h>

namespace duesday::flow {

using rules::ChargeState;
using runtime::Fields;

std::string_view result_of(ChargeState state)
{
    switch (state) {
    case ChargeState::planned: // nothing left; the intention stays
    case ChargeState::void_:   // the partner never saw it
        return "not_sent";
    default:
        return rules::code_of(state);
    }
}

bool answer_needs_person(const Settlement& settlement)
{
    switch (settlement.state) {
    case ChargeState::declined:
        return rules::classify(settlement.reason) == rules::FailureClass::person;
    case ChargeState::planned:
    case ChargeState::rejected:
    case ChargeState::unknown:
        return true;
    case ChargeState::sent:
    case ChargeState::paid:
    case ChargeState::pending:
    case ChargeState::void_:
        return false;
    }
    return true;
}

Fields charge_fields(const ChargeCase& charge_case, const Settlement& settlement,
                     std::string_view result)
{
    Fields fields;
    fields.add("purchaser", charge_case.payer.email)
        .add("amount", charge_case.charge.amount)
        .add("attempt", charge_case.charge.attempt)
        .add("result", result);
    if (!settlement.invoice.empty())
        fields.add("invoice", settlement.invoice);
    return fields;
}

namespace {

/// Of a charge that took a payment in place of being made (flow/charge_intention).
std::string taken_sentence(const store::Charge& charge, const ChargeWish& wish)
{
    const auto taken = fmt::format("{} that was lost with a copy is taken, and the card is not "
                                   "charged",
                                   money_text(charge.amount));
    return rules::is_misfit(charge.reason)
               ? fmt::format("{}; but {}: {}", taken, rules::explain_misfit(charge.reason),
                             how_to_settle(charge.key))
               : fmt::format("{}: poll-confirmations asks the provider whether it is paid, do not "
                             "{} again",
                             taken, wish.verb);
}

} // namespace

std::string charge_sentence(const ChargeCase& charge_case, const Settlement& settlement,
                            const ChargeWish& wish)
{
    if (charge_case.charge.state == ChargeState::unknown)
        return taken_sentence(charge_case.charge, wish);
    const auto amount = money_text(charge_case.charge.amount);
    const auto card = fmt::format("{} {}", charge_case.card.brand, charge_case.card.last4);
    switch (settlement.state) {
    case ChargeState::paid:
        return settlement.invoice.empty()
                   ? fmt::format("{}: nothing to pay, on record without a charge and without an "
                                 "invoice (SUB-131)",
                                 amount)
                   : fmt::format("{} paid with {}, invoice {}", amount, card, settlement.invoice);
    case ChargeState::declined:
        return fmt::format("{} declined by the card {} ({}): {}", amount, card, settlement.reason,
                           wish.after_decline);
    case ChargeState::rejected:
        return fmt::format("the card provider rejected the request ({}): {}; this needs an "
                           "operator, not another card",
                           told_reason(settlement.reason, settlement.field), wish.nothing);
    case ChargeState::pending:
    case ChargeState::unknown:
    case ChargeState::sent:
        return fmt::format("the payment of {} is being checked: poll-confirmations asks for its "
                           "outcome, do not {} again",
                           amount, wish.verb);
    case ChargeState::planned:
        return fmt::format("the card provider could not be reached, {} was not charged: repeat the "
                           "command later; {} stands and is charged once",
                           amount, wish.stands);
    case ChargeState::void_:
        return fmt::format("the card provider never saw the request: {}; try again", wish.nothing);
    }
    return {};
}

void report_charge(runtime::Context& context, const ChargeCase& charge_case,
                   const Settlement& settlement, std::string_view text)
{
    const bool paid = settlement.state == ChargeState::paid;
    const auto result = result_of(settlement.state);
    const auto reason = settlement.reason.empty() ? result : std::string_view{settlement.reason};
    context.report.subject({"charge", charge_case.payer.email,
                            paid ? Outcome::done : Outcome::attention,
                            paid ? std::string_view{} : reason, text},
                           charge_fields(charge_case, settlement, result));
    if (settlement.state == ChargeState::planned)
        context.report.set_status(runtime::Exit::unavailable);
}

void report_ending(runtime::Context& context, const Ending& ending)
{
    const auto& [subscription, reason] = ending;
    const bool attention = rules::needs_attention(reason);
    Fields fields;
    fields.add("subscription", subscription.number);
    if (!attention)
        fields.add("reason", rules::code_of(reason));
    auto text = rules::explain(reason, subscription.number, subscription.expires_on);
    if (context.dry_run) {
        fields.add("result", "planned");
        text = "would be recorded: " + text;
    }
    context.report.subject({"lapse", subscription.number,
                            attention ? Outcome::attention : Outcome::done,
                            attention ? rules::code_of(reason) : "", text},
                           fields);
}

void report_lapsed(runtime::Context& context, const Settlement& settlement)
{
    for (const auto& ending : settlement.ended)
        report_ending(context, ending);
}

} // namespace duesday::flow
