#include "flow/purchase_outcome.hpp"

#include "store/products.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using rules::ChargeState;
using runtime::Fields;

std::string money_text(const Money& money)
{
    return fmt::format("{} {}", money.currency().code(), money.text());
}

std::string sentence(const ChargeCase& charge_case, const Settlement& settlement)
{
    const auto amount = money_text(charge_case.charge.amount);
    const auto card = fmt::format("{} {}", charge_case.card.brand, charge_case.card.last4);
    switch (settlement.state) {
    case ChargeState::paid:
        return fmt::format("{} paid with {}, invoice {}", amount, card, settlement.invoice);
    case ChargeState::declined:
        return fmt::format("{} declined by the card {} ({}): nothing was bought or charged; try "
                           "again or register another card",
                           amount, card, settlement.reason);
    case ChargeState::rejected:
        return fmt::format("the card provider rejected the request ({}): nothing was bought or "
                           "charged; this needs an operator, not another card",
                           settlement.reason);
    case ChargeState::pending:
    case ChargeState::unknown:
    case ChargeState::sent:
        return fmt::format("the payment of {} is being checked: poll-confirmations asks for its "
                           "outcome, do not buy again",
                           amount);
    case ChargeState::planned:
        return fmt::format("the card provider could not be reached, {} was not charged: repeat the "
                           "command later; the order stands and is charged once",
                           amount);
    case ChargeState::void_:
        return "the card provider never saw the request: nothing was bought or charged; try again";
    }
    return {};
}

Fields charge_fields(const ChargeCase& charge_case, const Settlement& settlement)
{
    Fields fields;
    fields.add("purchaser", charge_case.payer.email)
        .add("amount", charge_case.charge.amount)
        .add("attempt", charge_case.charge.attempt)
        .add("result", result_of(settlement.state));
    if (!settlement.invoice.empty())
        fields.add("invoice", settlement.invoice);
    return fields;
}

void report_subscriptions(runtime::Context& context, const ChargeCase& charge_case, bool paid)
{
    for (const auto& [line, subscription] : charge_case.lines) {
        const auto listing = store::find_listed(context.book.database(), subscription.number);
        if (!listing || listing->standing == rules::Standing::void_)
            continue;
        const auto label = listing->label_on(context.today());
        const auto product = store::find_product(context.book.database(), listing->reference);
        const bool unfinished = product && product->needs_configuration;
        context.report.subject(
            {"purchase", listing->number, paid ? Outcome::done : Outcome::skipped,
             paid ? "" : "payment_being_checked",
             fmt::format("{} for {}: {}{}", listing->reference, listing->installation, label,
                         unfinished ? "; it still has to be configured in PROSOFT and the "
                                      "assistant's app (SUB-030)"
                                    : "")},
            Fields{}
                .add("subscription", listing->number)
                .add("installation", listing->installation)
                .add("reference", listing->reference)
                .add("service", listing->service)
                .add("net", line.net)
                .add("expires_on", listing->expires_on)
                .add("needs_configuration", unfinished)
                .add("label", label));
    }
}

} // namespace

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

std::set<std::string> wishes_of(const ChargeCase& charge_case, const Catalogue& catalogue)
{
    std::set<std::string> wishes;
    for (const auto& [line, subscription] : charge_case.lines)
        wishes.insert(fmt::format("{}:{}", subscription.installation_key,
                                  catalogue.by_id(line.product).reference));
    return wishes;
}

void report_purchase(runtime::Context& context, const ChargeCase& charge_case,
                     const Settlement& settlement, bool earlier)
{
    const bool paid = settlement.state == ChargeState::paid;
    auto text = sentence(charge_case, settlement);
    if (earlier)
        text += " (by an earlier run that was cut off; nothing was charged a second time)";
    const std::string reason =
        settlement.reason.empty() ? std::string{result_of(settlement.state)} : settlement.reason;
    context.report.subject({"charge", charge_case.payer.email,
                            paid ? Outcome::done : Outcome::attention, paid ? "" : reason, text},
                           charge_fields(charge_case, settlement));
    report_subscriptions(context, charge_case, paid);
    if (settlement.state == ChargeState::planned)
        context.report.set_status(runtime::Exit::unavailable);
}

void report_settled(runtime::Context& context, const ChargeCase& charge_case,
                    const Settlement& settlement)
{
    context.report.subject(
        {"settled", charge_case.payer.email, Outcome::done, "",
         fmt::format("a charge that an earlier run left: {} {}",
                     money_text(charge_case.charge.amount), result_of(settlement.state))},
        charge_fields(charge_case, settlement));
}

} // namespace duesday::flow
