#include "flow/payment_explanation.hpp"

#include "flow/policies.hpp"
#include "flow/renewal_facts.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/dates.hpp"
#include "store/customers.hpp"
#include "store/renewal_switches.hpp"

#include <algorithm>

namespace duesday::flow {

namespace {

/// The attempt of the payer's group of a month that the payment's key stands for.
std::optional<int> attempt_of(std::string_view book_id, const OpenPayment& open,
                              const std::string& month)
{
    if (open.charge)
        return open.charge->kind == rules::ChargeKind::renewal && open.charge->group_key == month
                   ? std::optional{open.charge->attempt}
                   : std::nullopt;
    store::Charge charge;
    charge.payer = *open.payer;
    charge.group_key = month;
    charge.amount = open.payment.amount;
    const auto attempts = store::attempts_known(
        book_id, charge, [&](const std::string& key) { return key == open.payment.key; });
    return attempts.empty() ? std::nullopt : std::optional{attempts.front()};
}

/// What the coming period costs `payer`.
store::AnnouncedTerms coming_terms(store::Database& database, const Catalogue& catalogue,
                                   std::int64_t payer, const store::Subscription& subscription)
{
    const auto told = store::announcement_to(database, subscription, payer);
    return catalogue.next_terms(subscription.product, told ? told->terms : std::nullopt);
}

std::vector<ChargedLine> coming_periods(store::Database& database, const Catalogue& catalogue,
                                        std::int64_t payer, VatRate rate,
                                        std::vector<store::Subscription> subscriptions)
{
    std::vector<ChargedLine> lines;
    for (auto& subscription : subscriptions) {
        const auto terms = coming_terms(database, catalogue, payer, subscription);
        const auto period = rules::renewal_period(subscription.expires_on, terms.term_years);
        lines.push_back({{subscription.id, terms.product, subscription.run, period.first,
                          period.last, terms.price, rate},
                         std::move(subscription)});
    }
    put_in_order(lines);
    return lines;
}

/// With VAT; nothing where the lines have no one currency.
std::optional<Money> cost_of(const std::vector<ChargedLine>& lines)
{
    std::vector<rules::NetLine> nets;
    for (const auto& charged : lines) {
        if (charged.line.net.currency() != lines.front().line.net.currency())
            return std::nullopt;
        nets.push_back({charged.line.net, charged.line.vat_rate});
    }
    return rules::totals_of(nets).total;
}

bool has_other_open_charge(store::Database& database, const OpenPayment& open,
                           const std::string& month)
{
    const auto attempts =
        store::attempts_of_group(database, *open.payer, month, open.payment.amount.currency());
    return std::any_of(attempts.begin(), attempts.end(), [&](const store::Charge& charge) {
        return !rules::is_final(charge.state) && charge.key != open.payment.key;
    });
}

} // namespace

std::optional<OpenPayment> find_open_payment(store::Database& database, std::string_view payment)
{
    auto payments = store::unexplained_payments(database);
    auto taken = store::misfit_payments(database);
    payments.insert(payments.end(), taken.begin(), taken.end());
    const auto found = std::find_if(payments.begin(), payments.end(), [&](const auto& one) {
        return !payment.empty() && (one.key == payment || one.reference == payment);
    });
    if (found == payments.end())
        return std::nullopt;
    OpenPayment open{*found, store::find_charge_by_key(database, found->key), std::nullopt};
    const auto payer = store::payer_of_key(found->key);
    if (payer && store::find_customer(database, *payer))
        open.payer = payer;
    return open;
}

Explanation judge_explanation(const runtime::Context& context, const Catalogue& catalogue,
                              const OpenPayment& open,
                              std::vector<store::Subscription> subscriptions)
{
    auto& database = context.book.database();
    Explanation judged;
    rules::ExplainedPayment payment;
    payment.paid = {open.payment.amount, open.payment.pays_for};
    const auto group = [&](const store::Subscription& subscription) {
        const auto payer = open.payer.value_or(0);
        return group_of(subscription, coming_terms(database, catalogue, payer, subscription)).first;
    };
    judged.month = group(subscriptions.front());
    if (open.payer) {
        const bool is_payers =
            rules::may_be_taken(store::owner_of(database, open.payment, *open.payer));
        if (const auto attempt = attempt_of(context.book.id(), open, judged.month);
            attempt && is_payers) {
            payment.month = judged.month;
            judged.attempt = *attempt;
        }
        const auto payer = store::find_payer(database, *open.payer);
        judged.vat = vat_for(payer, vat_policy(context.config()));
        payment.has_card =
            open.charge || (payer.card && payer.card->provider == open.payment.provider);
        payment.group_open = has_other_open_charge(database, open, judged.month);
    }
    std::vector<rules::ExplainedLine> named;
    for (const auto& subscription : subscriptions)
        named.push_back({subscription.number, subscription.standing, group(subscription),
                         subscription.coming_charge &&
                             (!open.charge || *subscription.coming_charge != open.charge->id)});
    judged.lines = coming_periods(database, catalogue, open.payer.value_or(0), judged.vat.rate,
                                  std::move(subscriptions));
    judged.decision = rules::decide_explanation(
        payment, named, cost_of(judged.lines), digest_of(rules::ChargeKind::renewal, judged.lines));
    return judged;
}

} // namespace duesday::flow
