#include "flow/basket.hpp"

#include "base/fault.hpp"
#include "flow/einvoice_problem.hpp"
#include "flow/policies.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/product.hpp"
#include "rules/subscription/purchase.hpp"
#include "store/cards.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using rules::PurchaseRefusal;
using runtime::Fields;

/// Fills one basket; the actor's side is looked up once.
class Filling {
public:
    Filling(runtime::Context& context, const RenewalPlanning& renewals,
            const store::CustomerRow& actor, Basket& basket)
        : database_{context.book.database()}, config_{context.config()}, today_{context.today()},
          renewals_{renewals}, actor_{actor}, basket_{basket}
    {
        basket.payer = store::find_payer(database_, actor.id);
        const auto card = store::current_card(database_, actor.id);
        const auto facts = card ? std::optional{store::card_facts(*card)} : std::nullopt;
        about_actor_.email = actor.customer.email;
        about_actor_.account = rules::account_state(actor.customer, facts);
        about_actor_.missing = rules::missing_account_fields(actor.customer, facts);
        about_actor_.card_expires = card ? card->expires : "";
    }

    void add(const Wish& wish)
    {
        const auto installation = store::find_installation(database_, wish.installation);
        if (!installation)
            return refuse(wish.text(), "unknown_installation",
                          fmt::format("there is no installation {}", wish.installation));
        const auto product = store::find_product(database_, wish.reference);
        if (!product)
            return refuse(wish.text(), "unknown_reference",
                          fmt::format("the catalogue has no {}", wish.reference));
        if (product->reference != wish.reference)
            return refuse(wish.text(), "legacy_reference",
                          fmt::format("{} is an old reference (SUB-014): buy {}", wish.reference,
                                      product->reference));
        BasketItem item{*installation, *product, store::renewal_product(database_, *product),
                        rules::first_expiry(today_, product->term_years), std::nullopt};
        ask(wish, item);
        basket_.items.push_back(std::move(item));
    }

    void ask_together(const rules::VatPolicy& policy)
    {
        std::vector<rules::BasketLine> lines;
        for (const auto& item : basket_.items)
            lines.push_back({item.installation.installation, item.product.reference,
                             item.product.service, item.product.price.currency()});
        const auto refusal = rules::check_basket(lines);
        // A basket of which nothing is known has been refused line by line.
        if (refusal != rules::BasketRefusal::none && !lines.empty())
            refuse("basket", rules::code_of(refusal), rules::explain(refusal));
        basket_.vat = vat_for(basket_.payer, policy);
        if (basket_.vat.problem != rules::VatProblem::none)
            refuse(actor_.customer.email, rules::code_of(basket_.vat.problem),
                   rules::explain(basket_.vat.problem, basket_.payer.country));
        else if (!basket_.items.empty())
            if (const auto finding = einvoice_problem(config_, basket_.payer, basket_.vat,
                                                      basket_.items.front().product.price))
                refuse(actor_.customer.email, finding->reason, finding->text);
        if (!basket_.refusals.empty())
            return;
        std::vector<rules::NetLine> nets;
        for (const auto& item : basket_.items)
            nets.push_back({item.product.price, basket_.vat.rate});
        basket_.totals = rules::totals_of(nets);
    }

private:
    void ask(const Wish& wish, BasketItem& item)
    {
        rules::PurchaseFacts facts;
        facts.actor = about_actor_;
        facts.actor.has_role = store::has_role(database_, item.installation.id, actor_.id);
        facts.installation = {item.installation.installation, item.installation.prosoft_version,
                              item.installation.cloud_connected, item.installation.central_units,
                              item.installation.nbt_sent};
        facts.reference = item.product.reference;
        facts.service = item.product.service;
        const auto holder =
            store::slot_holder(database_, item.installation.id, item.product.service);
        if (holder)
            item.ends = ending_of(*holder);
        if (holder && !item.ends) {
            facts.slot_taken_by = holder->number;
            // Ordered, or ended and being bought again.
            facts.slot_payment_open = holder->standing != rules::Standing::running;
        }
        const auto refusal = rules::decide_purchase(facts, today_);
        if (refusal != PurchaseRefusal::none)
            refuse(wish.text(), rules::code_of(refusal), rules::explain(refusal, facts),
                   refusal == PurchaseRefusal::no_role);
        else if (const auto* payment = renewals_.lost_payments().that_may_have_bought(
                     item.installation.id, item.product.price))
            refuse(wish.text(), std::string{unexplained_payment},
                   fmt::format("{} may be paid already: {}", wish.text(),
                               may_have_bought(database_, *payment)));
    }

    /// The end that renew would record today; nothing while it runs, waits for an answer, or has an
    /// attempt left (D18, D20).
    std::optional<Ending> ending_of(const store::SubscriptionListing& holder) const
    {
        if (holder.standing != rules::Standing::running || today_ <= holder.expires_on)
            return std::nullopt;
        const auto subscription = store::subscription_by_id(database_, holder.id);
        for (const auto& ending : renewals_.plan(subscription.purchaser).endings)
            if (ending.subscription.id == holder.id)
                return ending;
        return std::nullopt;
    }

    void refuse(std::string subject, std::string reason, std::string text,
                bool not_permitted = false)
    {
        basket_.refusals.push_back(
            {std::move(subject), std::move(reason), std::move(text), not_permitted});
    }

    store::Database& database_;
    const runtime::Config& config_;
    Date today_;
    const RenewalPlanning& renewals_;
    const store::CustomerRow& actor_;
    Basket& basket_;
    rules::ActorFacts about_actor_;
};

std::string renewal_note(const BasketItem& item, Date charge_on)
{
    return fmt::format("renews as {} for {} year{}, charged from {} on unless switched off",
                       item.renews_as.reference, item.renews_as.term_years,
                       item.renews_as.term_years == 1 ? "" : "s", rules::day_text(charge_on));
}

} // namespace

Wish parse_wish(const std::string& text)
{
    // A reference has no colon; an installation's key may.
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
        throw Fault{FaultKind::usage,
                    fmt::format("'{}' is not of the form INSTALLATION:REFERENCE", text),
                    "write for example I1:TSF16101"};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

Basket fill_basket(runtime::Context& context, const RenewalPlanning& renewals,
                   const store::CustomerRow& actor, const std::vector<Wish>& wishes)
{
    Basket basket;
    Filling filling{context, renewals, actor, basket};
    for (const auto& wish : wishes)
        filling.add(wish);
    filling.ask_together(vat_policy(context.config()));
    return basket;
}

runtime::Plan Basket::plan(Date today) const
{
    runtime::Plan plan;
    const auto card = payer.card.value_or(store::PayerCard{});
    plan.basis = fmt::format("subscribe buy {} card {}", payer.customer, card.id);
    for (const auto& item : items) {
        const auto charge_on = rules::charge_due(item.expires_on, rules::MonthRule::clamp);
        plan.lines.push_back(Fields{}
                                 .add("installation", item.installation.installation)
                                 .add("reference", item.product.reference)
                                 .add("product", item.product.name)
                                 .add("net", item.product.price)
                                 .add("vat_rate", vat.rate.text())
                                 .add("expires_on", item.expires_on)
                                 .add("label", rules::label(rules::Standing::running, true,
                                                            item.expires_on, today, false))
                                 .add("renewal_price", item.renews_as.price)
                                 .add("renewal", renewal_note(item, charge_on)));
        plan.basis += fmt::format("\n{}\n{}\n{} {}\n{}\n{}\n{} {} {}",
                                  item.installation.installation, item.product.reference,
                                  item.product.price.text(), item.product.price.currency().code(),
                                  vat.rate.text(), item.expires_on.iso(), item.renews_as.reference,
                                  item.renews_as.price.text(), item.renews_as.term_years);
        if (item.ends)
            plan.basis += "\nends " + item.ends->subscription.number;
    }
    plan.facts.add("purchaser", payer.email)
        .add("card", fmt::format("{} {}", card.brand, card.last4))
        .add("net", totals.net)
        .add("vat", totals.vat)
        .add("vat_treatment", rules::code_of(vat.treatment));
    plan.total = totals.total;
    plan.basis += fmt::format("\ntotal {} {}", totals.total.text(), totals.total.currency().code());
    return plan;
}

} // namespace duesday::flow
