#include "flow/activation_charges.hpp"

#include "flow/renewal_facts.hpp"
#include "rules/invoice/totals.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

using rules::ReactivationStep;

bool is_bought_again(const Activation& item)
{
    return item.decision.step == ReactivationStep::buy_again;
}

/// A repurchase is a group of its own each time: the first of its basket names it, with the
/// number of this switch-on. A run that was cut off before it was recorded finds the same.
std::string repurchase_key(store::Database& database, const store::Subscription& subscription)
{
    return fmt::format("{}/{}", subscription.number,
                       1 + store::count_activations(database, subscription.id));
}

ChargedLine line_of(const Activation& item, VatRate rate, Date today)
{
    const auto& subscription = item.subscription;
    const bool again = is_bought_again(item);
    const auto period = again
                            ? rules::first_period(today, item.terms.term_years)
                            : rules::renewal_period(subscription.expires_on, item.terms.term_years);
    return {{subscription.id, item.terms.product, subscription.run + (again ? 1 : 0), period.first,
             period.last, item.terms.price, rate},
            subscription};
}

void finish(ChargeCase& group, const Activations& judged, Date today)
{
    put_in_order(group.lines);
    std::vector<rules::NetLine> nets;
    for (const auto& charged : group.lines)
        nets.push_back({charged.line.net, charged.line.vat_rate});
    group.payer = judged.payer;
    group.card = judged.payer.card.value();
    group.charge.payer = judged.payer.id;
    group.charge.card = group.card.id;
    group.charge.provider = group.card.provider;
    group.charge.amount = rules::totals_of(nets).total;
    group.charge.vat_treatment = rules::code_of(judged.vat.treatment);
    group.charge.state = rules::ChargeState::sent;
    group.charge.business_date = today;
}

/// What is paid with one charge: the group of its month, or all that is bought again; in one
/// currency.
using Basket = std::pair<std::string, Currency>;

bool may_go_together(const Activation& a, const Activation& b)
{
    return a.is_charged() && b.is_charged() && is_bought_again(a) == is_bought_again(b) &&
           a.terms.price.currency() == b.terms.price.currency() &&
           (is_bought_again(a) || rules::group_month(a.subscription.expires_on) ==
                                      rules::group_month(b.subscription.expires_on));
}

/// What is free goes apart (SUB-131), unless something of its installation is paid for: that
/// changes hands as a whole.
bool goes_apart(const Activations& judged, const Activation& item)
{
    return item.terms.price.is_zero() &&
           std::none_of(judged.items.begin(), judged.items.end(), [&](const Activation& other) {
               return other.subscription.installation == item.subscription.installation &&
                      !other.terms.price.is_zero() && may_go_together(item, other);
           });
}

Basket basket_of(const Activations& judged, const Activation& item)
{
    const auto& price = item.terms.price;
    const bool is_apart = goes_apart(judged, item);
    const auto expires_on = item.subscription.expires_on;
    if (is_bought_again(item))
        return {is_apart ? "/free" : "", price.currency()};
    return {is_apart ? rules::renewal_group(expires_on, price) : rules::group_month(expires_on),
            price.currency()};
}

std::size_t charge_of(const Activations& judged, std::int64_t subscription)
{
    const auto& charges = judged.charges;
    const auto found = std::find_if(charges.begin(), charges.end(), [&](const ChargeCase& group) {
        return std::any_of(group.lines.begin(), group.lines.end(), [&](const ChargedLine& charged) {
            return charged.line.subscription == subscription;
        });
    });
    return static_cast<std::size_t>(found - charges.begin());
}

/// Of several the first that hands its lines over whatever the answer: they are what runs on with
/// the actor, and the rest of the installation runs with them. What has ended or ends today is
/// nobody's to pay if its charge is declined. A charge of 0.00 has no answer to wait for.
std::optional<std::size_t> deciding_charge(const Activations& judged, std::int64_t installation)
{
    std::optional<std::size_t> deciding;
    for (const auto& item : judged.items) {
        if (item.subscription.installation != installation || !item.is_charged())
            continue;
        const auto place = charge_of(judged, item.subscription.id);
        const auto& charge = judged.charges[place].charge;
        if (!rules::asks_provider(charge.kind, charge.amount))
            continue;
        if (item.decision.kept_when_declined)
            return place;
        if (!deciding)
            deciding = place;
    }
    return deciding;
}

} // namespace

void gather_charges(store::Database& database, Activations& judged, Date today)
{
    std::map<Basket, ChargeCase> groups;
    for (const auto& item : judged.items) {
        if (!item.is_charged())
            continue;
        const auto basket = basket_of(judged, item);
        const bool again = is_bought_again(item);
        auto& group = groups[basket];
        group.lines.push_back(line_of(item, judged.vat.rate, today));
        group.charge.kind = again ? rules::ChargeKind::reactivation : rules::ChargeKind::renewal;
        if (group.charge.group_key.empty())
            group.charge.group_key =
                again ? repurchase_key(database, item.subscription) : basket.first;
    }
    for (auto& [key, group] : groups) {
        finish(group, judged, today);
        judged.charges.push_back(std::move(group));
    }
    for (auto& item : judged.items)
        if (!item.is_charged())
            item.decided_by = deciding_charge(judged, item.subscription.installation);
}

store::Charge repurchase_with(store::Database& database, const Activations& judged,
                              const Activation& bought)
{
    store::Charge charge;
    charge.kind = rules::ChargeKind::reactivation;
    charge.payer = judged.payer.id;
    const auto basket = basket_of(judged, bought);
    std::vector<rules::NetLine> nets;
    for (const auto& item : judged.items) {
        if (!is_bought_again(item) || basket_of(judged, item) != basket)
            continue;
        if (nets.empty())
            charge.group_key = repurchase_key(database, item.subscription);
        nets.push_back({item.terms.price, judged.vat.rate});
    }
    charge.amount = rules::totals_of(nets).total;
    return charge;
}

} // namespace duesday::flow
