#include "base/money_text.hpp"
#include "flow/acting_customer.hpp"
#include "flow/basket.hpp"
#include "flow/charge_intention.hpp"
#include "flow/lapse.hpp"
#include "flow/purchase_outcome.hpp"
#include "flow/subscribe.hpp"
#include "store/numbers.hpp"
#include "store/purchases.hpp"
#include "store/runs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

using rules::ChargeState;

/// One purchase from the wish to its answer.
class Purchase {
public:
    Purchase(runtime::Context& context, partner::CardGateway& gateway, store::CustomerRow actor,
             std::vector<Wish> wishes)
        : context_{context}, gateway_{gateway}, catalogue_{context.book.database()},
          charging_{context, gateway, catalogue_}, renewals_{context,
                                                             catalogue_,
                                                             gateway,
                                                             {false, false, true}},
          actor_{std::move(actor)}, wishes_{std::move(wishes)}
    {
        for (const auto& wish : wishes_)
            wanted_.insert(wish.text());
    }

    void run()
    {
        if (!context_.dry_run && told_of_an_earlier_one())
            return;
        const auto basket = fill_basket(context_, renewals_, actor_, wishes_);
        if (refused(basket))
            return;
        require_own_provider(context_, gateway_, basket.payer);
        const auto plan = basket.plan(context_.today());
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        const auto ordered = order(plan.basis);
        if (!ordered)
            return;
        const auto tell = [&](const ChargeCase& answered, const Settlement& settled) {
            report_purchase(context_, answered, settled, false);
        };
        if (ordered->settlement)
            tell(ordered->charge_case, *ordered->settlement);
        else
            charging_.send({ordered->charge_case}, tell);
    }

private:
    bool refused(const Basket& basket)
    {
        for (const auto& refusal : basket.refusals)
            context_.report.refuse(
                {"purchase", refusal.subject, Outcome::attention, refusal.reason, refusal.text}, {},
                refusal.not_permitted ? runtime::Exit::not_permitted : runtime::Exit::bad_input);
        return !basket.refusals.empty();
    }

    bool is_this_purchase(const ChargeCase& charge_case) const
    {
        return charge_case.charge.kind == rules::ChargeKind::purchase &&
               charge_case.charge.payer == actor_.id &&
               wishes_of(charge_case, catalogue_) == wanted_;
    }

    /// Settles what dead runs left (D19). Where this very purchase is among that, or was settled
    /// after the run that made it died, the person hears what became of it and nothing is bought
    /// twice.
    bool told_of_an_earlier_one()
    {
        bool told = false;
        charging_.settle_dead_runs(
            [&](const ChargeCase& settled, const Settlement& settlement) {
                if (settled.is_heard) {
                    told = true;
                    report_purchase(context_, settled, settlement, true);
                } else {
                    report_settled(context_, settled, settlement);
                }
            },
            [&](const ChargeCase& left) { return !told && is_this_purchase(left); });
        const auto dead =
            store::untold_runs(context_.book.database(), context_.program, context_.actor.name,
                               context_.run, static_cast<int>(runtime::Exit::cannot_write));
        for (const auto& run : dead)
            told = told || told_of_run(run);
        if (!dead.empty()) {
            store::Write write{context_.book, context_.stamp()};
            for (const auto& run : dead)
                store::close_run(write, run.id, "cut off; a later run told what became of it");
            write.commit();
        }
        return told;
    }

    bool told_of_run(const store::UntoldRun& run)
    {
        auto& database = context_.book.database();
        for (const auto id : store::purchases_since(database, actor_.id, run.started_at)) {
            const auto charge = store::find_charge(database, id);
            if (!charge || charge->business_date != run.business_date)
                continue;
            const auto charge_case = load_case(database, *charge);
            if (!is_this_purchase(charge_case))
                continue;
            report_purchase(context_, charge_case,
                            {charge->state,
                             charge->reason,
                             store::invoice_paid_by(database, id).value_or(""),
                             {},
                             {}},
                            true);
            return true;
        }
        return false;
    }

    struct Ordered {
        ChargeCase charge_case;
        std::optional<Settlement> settlement; ///< where all of it costs 0.00 (SUB-131)
    };

    /// The subscriptions and the intention to charge, in one Write; nothing where the basket is no
    /// longer what was confirmed.
    std::optional<Ordered> order(const std::string& confirmed_basis)
    {
        store::Write write{context_.book, context_.stamp()};
        const auto basket = fill_basket(context_, renewals_, actor_, wishes_);
        if (refused(basket))
            return std::nullopt;
        if (basket.plan(context_.today()).basis != confirmed_basis) {
            context_.report.refuse({"plan", actor_.customer.email, Outcome::attention, "stale_plan",
                                    "what was confirmed has changed meanwhile: look at the plan "
                                    "again"});
            return std::nullopt;
        }
        ChargeCase ordered;
        ordered.is_heard = true;
        ordered.payer = basket.payer;
        ordered.card = basket.payer.card.value();
        for (const auto& item : basket.items)
            ordered.lines.push_back(order_item(write, item, basket.vat.rate));
        plan(write, ordered, basket);
        auto settlement = charging_.settle_free(write, ordered);
        write.commit();
        return Ordered{std::move(ordered), std::move(settlement)};
    }

    ChargedLine order_item(store::Write& write, const BasketItem& item, VatRate rate)
    {
        const auto today = context_.today();
        if (item.ends)
            end_subscriptions(
                write, store::find_payer(write.database(), item.ends->subscription.purchaser),
                std::span{&*item.ends, 1}, catalogue_);
        const auto number = store::take_subscription_number(write);
        const auto id =
            store::order_subscription(write, {number, item.installation.id, item.product.service,
                                              item.product.id, actor_.id, today, item.expires_on});
        write.audit("subscription/" + number, "ordered", "",
                    fmt::format("installation={}\nreference={}\npurchaser={}\nexpires_on={}",
                                item.installation.installation, item.product.reference,
                                actor_.customer.key, item.expires_on.iso()));
        return {{id, item.product.id, 1, today, item.expires_on, item.product.price, rate},
                store::subscription_by_id(write.database(), id)};
    }

    void plan(store::Write& write, ChargeCase& ordered, const Basket& basket)
    {
        auto& charge = ordered.charge;
        charge.kind = rules::ChargeKind::purchase;
        charge.payer = ordered.payer.id;
        charge.card = ordered.card.id;
        // A basket is named by its first subscription: a number is never given twice, and a run
        // that was cut off before this Write takes the same one again.
        charge.group_key = ordered.lines.front().subscription.number;
        charge.amount = basket.totals.total;
        charge.vat_treatment = rules::code_of(basket.vat.treatment);
        charge.state = ChargeState::sent;
        charge.provider = ordered.card.provider;
        record_intention(write, ordered);
    }

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    Catalogue catalogue_;
    CardCharging charging_;
    RenewalPlanning renewals_;
    store::CustomerRow actor_;
    std::vector<Wish> wishes_;
    std::set<std::string> wanted_;
};

} // namespace

void subscribe_buy(runtime::Context& context, partner::CardGateway& gateway,
                   const std::vector<std::string>& wishes)
{
    std::vector<Wish> parsed;
    for (const auto& wish : wishes)
        parsed.push_back(parse_wish(wish));
    require_reconciled(context);
    auto actor = acting_customer(context);
    if (!actor)
        return;
    Purchase{context, gateway, std::move(*actor), std::move(parsed)}.run();
    // Before the run is recorded as ended: a repetition is told again unless this was printed.
    context.report.flush();
}

} // namespace duesday::flow
