#include "flow/activation_plan.hpp"

#include "base/money_text.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// What is paid for the item now, net.
Money payable_now(const Activation& item)
{
    return item.is_charged() ? item.terms.price : Money{0, item.terms.price.currency()};
}

std::string renewal_note(const Activation& item, const store::ProductTerms& product)
{
    return fmt::format("renews as {} for {} year{}, charged from {} on unless switched off",
                       product.reference, item.terms.term_years,
                       item.terms.term_years == 1 ? "" : "s", rules::day_text(item.charge_on));
}

} // namespace

runtime::Plan Activations::plan(const Catalogue& catalogue) const
{
    runtime::Plan plan;
    const auto card = payer.card.value_or(store::PayerCard{});
    plan.basis = fmt::format("subscribe activate {} card {}", payer.customer, card.id);
    for (const auto& item : items) {
        const auto& product = catalogue.by_id(item.terms.product);
        plan.lines.push_back(Fields{}
                                 .add("subscription", item.subscription.number)
                                 .add("installation", item.subscription.installation_key)
                                 .add("reference", product.reference)
                                 .add("product", product.name)
                                 .add("step", rules::code_of(item.decision.step))
                                 .add("payable_now", payable_now(item))
                                 .add("expires_on", item.decision.expires_on)
                                 .add("renewal_price", item.terms.price)
                                 .add("renewal", renewal_note(item, product)));
        plan.basis += fmt::format("\n{} {} {} {} {} {} {}", item.subscription.number,
                                  item.subscription.purchaser, rules::code_of(item.decision.step),
                                  item.decision.expires_on.iso(), product.reference,
                                  money_text(item.terms.price), item.terms.term_years);
        if (item.ends)
            plan.basis += " ends first";
    }
    if (!items.empty())
        plan.total = Money{0, items.front().terms.price.currency()};
    for (const auto& group : charges) {
        const auto& amount = group.charge.amount;
        if (plan.total && plan.total->currency() == amount.currency())
            *plan.total += amount;
        else
            plan.total.reset(); // two currencies have no sum
        plan.basis += fmt::format("\ncharge {} {}", group.charge.group_key, money_text(amount));
    }
    plan.facts.add("purchaser", payer.email)
        .add("card", fmt::format("{} {}", card.brand, card.last4));
    std::vector<std::string> payments;
    for (const auto& group : charges)
        payments.push_back(fmt::format("{} with {} % VAT, for {} subscription{}",
                                       money_text(group.charge.amount), vat.rate.text(),
                                       group.lines.size(), group.lines.size() == 1 ? "" : "s"));
    plan.facts.add("payments", payments);
    return plan;
}

} // namespace duesday::flow
