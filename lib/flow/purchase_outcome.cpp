#include "flow/purchase_outcome.hpp"

#include "base/money_text.hpp"
#include "flow/service_states.hpp"
#include "store/products.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using rules::ChargeState;
using runtime::Fields;

constexpr ChargeWish order{"nothing was bought or charged", "nothing was bought or charged", "buy",
                           "the order"};

void report_subscriptions(runtime::Context& context, const ChargeCase& charge_case, bool paid)
{
    const Catalogue catalogue{context.book.database()};
    for (const auto& [line, subscription] : charge_case.lines) {
        const auto listing = store::find_listed(context.book.database(), subscription.number);
        if (!listing || listing->standing == rules::Standing::void_)
            continue;
        const auto label = label_of(context, catalogue, *listing);
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
    auto text = charge_sentence(charge_case, settlement, order);
    if (settlement.state == ChargeState::declined)
        text += fmt::format("; {}", rules::remedy_of(rules::classify(settlement.reason)));
    if (earlier)
        text += " (by an earlier run that was cut off; nothing was charged a second time)";
    report_charge(context, charge_case, settlement, text);
    report_subscriptions(context, charge_case, settlement.state == ChargeState::paid);
}

void report_settled(runtime::Context& context, const ChargeCase& charge_case,
                    const Settlement& settlement)
{
    context.report.subject(
        {"settled", charge_case.payer.email, Outcome::done, "",
         fmt::format("a charge that an earlier run left: {} {}",
                     money_text(charge_case.charge.amount), result_of(settlement.state))},
        charge_fields(charge_case, settlement, result_of(settlement.state)));
}

} // namespace duesday::flow
