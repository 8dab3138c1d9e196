#include "flow/activation_plan.hpp"

#include "base/money_text.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace duesday::flow {

namespace {

using runtime::Fields;

std::string renewal_note(const Activation& item, const store::ProductTerms& product)
{
    return fmt::format("renews as {} for {} year{}, charged from {} on unless switched off",
                       product.reference, item.terms.term_years,
                       item.terms.term_years == 1 ? "" : "s", rules::day_text(item.charge_on));
}

} // namespace

const store::UnexplainedPayment* Activations::taken_for(const Activation& item) const
{
    for (std::size_t i = 0; i < charges.size(); ++i)
        if (taken[i] && std::any_of(charges[i].lines.begin(), charges[i].lines.end(),
                                    [&](const ChargedLine& charged) {
                                        return charged.line.subscription == item.subscription.id;
                                    }))
            return &*taken[i];
    return nullptr;
}

std::string Activations::payment_text(std::size_t charge) const
{
    const auto& group = charges[charge];
    const auto lines =
        fmt::format("{} subscription{}", group.lines.size(), group.lines.size() == 1 ? "" : "s");
    if (!taken[charge])
        return fmt::format("{} with {} % VAT, for {}", money_text(group.charge.amount),
                           vat.rate.text(), lines);
    const auto& payment = *taken[charge];
    const auto misfit =
        rules::misfit_of({payment.amount, payment.pays_for},
                         {group.charge.amount, digest_of(group.charge.kind, group.lines)});
    return fmt::format(
        "{} that was lost with a copy is taken for {}, and the card is not charged{}",
        money_text(payment.amount), lines,
        misfit.empty() ? ""
                       : fmt::format("; but {}: {}", rules::explain_misfit(misfit),
                                     how_to_settle(payment.key)));
}

runtime::Plan Activations::plan(const Catalogue& catalogue) const
{
    runtime::Plan plan;
    const auto card = payer.card.value_or(store::PayerCard{});
    plan.basis = fmt::format("subscribe activate {} card {}", payer.customer, card.id);
    for (const auto& item : items) {
        const auto& product = catalogue.by_id(item.terms.product);
        const auto* payment = taken_for(item);
        const bool is_payable = item.is_charged() && payment == nullptr;
        Fields line;
        line.add("subscription", item.subscription.number)
            .add("installation", item.subscription.installation_key)
            .add("reference", product.reference)
            .add("product", product.name)
            .add("step", rules::code_of(item.decision.step))
            .add("payable_now",
                 is_payable ? item.terms.price : Money{0, item.terms.price.currency()})
            .add("expires_on", item.decision.expires_on)
            .add("renewal_price", item.terms.price)
            .add("renewal", renewal_note(item, product));
        if (payment != nullptr)
            line.add("lost_payment", payment->key);
        plan.lines.push_back(std::move(line));
        plan.basis += fmt::format("\n{} {} {} {} {} {} {}", item.subscription.number,
                                  item.subscription.purchaser, rules::code_of(item.decision.step),
                                  item.decision.expires_on.iso(), product.reference,
                                  money_text(item.terms.price), item.terms.term_years);
        if (item.ends)
            plan.basis += " ends first";
    }
    if (!items.empty())
        plan.total = Money{0, items.front().terms.price.currency()};
    std::vector<std::string> payments;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        const auto& charge = charges[i].charge;
        const auto amount = taken[i] ? Money{0, charge.amount.currency()} : charge.amount;
        if (plan.total && plan.total->currency() == amount.currency())
            *plan.total += amount;
        else
            plan.total.reset(); // two currencies have no sum
        payments.push_back(payment_text(i));
        plan.basis += fmt::format("\ncharge {} {}", charge.group_key, payments.back());
    }
    plan.facts.add("purchaser", payer.email)
        .add("card", fmt::format("{} {}", card.brand, card.last4));
    plan.facts.add("payments", payments);
    return plan;
}

} // namespace duesday::flow
