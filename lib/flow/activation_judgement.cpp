#include "flow/activation_plan.hpp"
#include "flow/einvoice_problem.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/cards.hpp"
#include "store/installations.hpp"
#include "store/renewal_switches.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace duesday::flow {

namespace {

using rules::ReactivationStep;

/// Judges one command; the actor's side is looked up once.
class Judging {
public:
    Judging(const runtime::Context& context, const Catalogue& catalogue,
            const RenewalPlanning& renewals, const store::CustomerRow& actor)
        : database_{context.book.database()}, config_{context.config()}, today_{context.today()},
          catalogue_{catalogue}, renewals_{renewals}, actor_{actor},
          month_rule_{renewal_policy(context.config()).month_rule}
    {
        judged_.payer = store::find_payer(database_, actor.id);
        judged_.vat = vat_for(judged_.payer, vat_policy(context.config()));
        const auto card = store::current_card(database_, actor.id);
        const auto facts = card ? std::optional{store::card_facts(*card)} : std::nullopt;
        reversed_ = subscriptions_reversed(database_, actor.id);
        about_actor_.email = actor.customer.email;
        about_actor_.account = rules::account_state(actor.customer, facts);
        about_actor_.missing = rules::missing_account_fields(actor.customer, facts);
        about_actor_.card_expires = card ? card->expires : "";
    }

    Activations run(const std::vector<std::string>& numbers)
    {
        for (auto& subscription : named_subscriptions(database_, numbers, judged_.left_out))
            judge(std::move(subscription));
        leave_out_bought_already();
        gather_charges();
        return std::move(judged_);
    }

private:
    void judge(store::Subscription subscription)
    {
        Activation item;
        item.terms = terms_of(subscription);
        const auto facts = facts_of(subscription, item.terms);
        item.decision = rules::decide_reactivation(facts, today_, month_rule_);
        item.subscription = std::move(subscription);
        item.charge_on = rules::charge_due(item.decision.expires_on, month_rule_);
        const bool no_change = item.decision.step == ReactivationStep::no_change;
        if (no_change || item.decision.step == ReactivationStep::refused) {
            leave_out(item, rules::reason_of(item.decision), rules::explain(item.decision, facts),
                      !no_change, is_about_rights(item.decision));
            return;
        }
        if (can_go(item))
            judged_.items.push_back(std::move(item));
    }

    /// A notice holds for the period it announced; after the end that one is gone (D22), unless the
    /// actor has paid it.
    store::AnnouncedTerms terms_of(const store::Subscription& subscription) const
    {
        const auto told = store::announcement_to(database_, subscription, actor_.id);
        const auto terms =
            catalogue_.next_terms(subscription.product, told ? told->terms : std::nullopt);
        const bool is_gone =
            today_ > subscription.expires_on && !own_payment_waits(subscription, terms);
        return is_gone ? catalogue_.next_terms(subscription.product) : terms;
    }

    bool own_payment_waits(const store::Subscription& subscription,
                           const store::AnnouncedTerms& terms) const
    {
        store::Charge renewal;
        renewal.payer = actor_.id;
        renewal.group_key = group_of(subscription, terms).first;
        renewal.amount = terms.price;
        const auto* payment = renewals_.lost_payments().taken_by(renewal);
        return payment != nullptr && rules::may_have_paid({payment->amount, renewal.group_key},
                                                          {terms.price, renewal.group_key, true});
    }

    static bool is_about_rights(const rules::ReactivationDecision& decision)
    {
        return decision.refusal == rules::ReactivationRefusal::no_role ||
               decision.purchase == rules::PurchaseRefusal::no_role;
    }

    void leave_out(const Activation& item, std::string reason, std::string text, bool refused,
                   bool not_permitted)
    {
        judged_.left_out.push_back({item.subscription.number, std::move(reason), std::move(text),
                                    refused, not_permitted, item.subscription.installation_key});
    }

    rules::ReactivationFacts facts_of(const store::Subscription& subscription,
                                      const store::AnnouncedTerms& terms) const
    {
        rules::ReactivationFacts facts;
        facts.subscription = subscription.number;
        facts.standing = subscription.standing;
        facts.renewal = subscription.renewal;
        facts.expires_on = subscription.expires_on;
        facts.term_years = terms.term_years;
        facts.same_payer = subscription.purchaser == actor_.id;
        facts.period_open = subscription.coming_charge.has_value() ||
                            store::takeover_waits(database_, subscription.id);
        facts.reversed = reversed_.contains(subscription.id);
        facts.own_payment_waits = own_payment_waits(subscription, terms);
        facts.purchase.actor = about_actor_;
        facts.purchase.actor.has_role =
            store::has_role(database_, subscription.installation, actor_.id);
        const auto installation = store::find_installation(database_, subscription.installation);
        facts.purchase.installation = {installation->installation, installation->prosoft_version,
                                       installation->cloud_connected, installation->central_units,
                                       installation->nbt_sent};
        facts.purchase.reference = catalogue_.by_id(terms.product).reference;
        facts.purchase.service = subscription.service;
        const auto holder =
            store::slot_holder(database_, subscription.installation, subscription.service);
        if (holder && holder->id != subscription.id) {
            facts.purchase.slot_taken_by = holder->number;
            facts.purchase.slot_payment_open = holder->payment_open;
        }
        if (const auto* taker = takes_place_before(subscription))
            facts.purchase.slot_taken_by = taker->number;
        return facts;
    }

    /// A subscription that the same command opens again in the place of this one.
    const store::Subscription* takes_place_before(const store::Subscription& subscription) const
    {
        const auto taker =
            std::find_if(judged_.items.begin(), judged_.items.end(), [&](const Activation& before) {
                return before.subscription.installation == subscription.installation &&
                       before.subscription.service == subscription.service;
            });
        return taker == judged_.items.end() ? nullptr : &taker->subscription;
    }

    /// What the rules of one subscription do not see: its group, the tax, its recorded end.
    bool can_go(Activation& item)
    {
        if (!item.is_charged())
            return true;
        if (judged_.vat.problem != rules::VatProblem::none) {
            leave_out(item, rules::code_of(judged_.vat.problem),
                      rules::explain(judged_.vat.problem, judged_.payer.country), true, false);
            return false;
        }
        if (const auto finding =
                einvoice_problem(config_, judged_.payer, judged_.vat, item.terms.price)) {
            leave_out(item, finding->reason, finding->text, true, false);
            return false;
        }
        return item.decision.step == ReactivationStep::charge_renewal
                   ? is_not_paid_yet(item) && group_is_free(item)
                   : end_is_known(item);
    }

    /// A payment that another made, and that was lost with a copy, may have paid for it: charged
    /// once more it could be paid twice. The actor's own is taken in place of a charge.
    bool is_not_paid_yet(const Activation& item)
    {
        const auto* payment = renewals_.lost_payments().of_another(
            rules::group_month(item.subscription.expires_on), item.terms.price, actor_.id);
        if (payment != nullptr)
            leave_out_unexplained(item, may_have_paid(database_, *payment));
        return payment == nullptr;
    }

    void leave_out_unexplained(const Activation& item, const std::string& why)
    {
        leave_out(item, std::string{unexplained_payment},
                  fmt::format("{} may be paid already: {}", item.subscription.number, why), true,
                  false);
    }

    /// Nor is anything bought again that a lost payment may have bought, unless it takes the very
    /// payment: that is known of the basket, which the first that stays in it names.
    void leave_out_bought_already()
    {
        for (;;) {
            keep_installations_whole(judged_.items, judged_.left_out);
            const auto item =
                std::find_if(judged_.items.begin(), judged_.items.end(),
                             [&](const Activation& one) { return bought_with(one) != nullptr; });
            if (item == judged_.items.end())
                return;
            leave_out_unexplained(*item, may_have_bought(database_, *bought_with(*item)));
            judged_.items.erase(item);
        }
    }

    const store::UnexplainedPayment* bought_with(const Activation& item) const
    {
        if (item.decision.step != ReactivationStep::buy_again)
            return nullptr;
        auto& lost = renewals_.lost_payments();
        const auto basket = basket_of(item.terms.price.currency());
        const auto* taken = lost.taken_by(basket);
        if (taken == nullptr)
            return lost.that_may_have_bought(item.subscription.installation, item.terms.price);
        return taken->amount == basket.amount ? nullptr : taken;
    }

    /// What is bought again by one command in one currency, as the charge that it will be.
    store::Charge basket_of(Currency currency) const
    {
        store::Charge charge;
        charge.kind = rules::ChargeKind::reactivation;
        charge.payer = actor_.id;
        std::vector<rules::NetLine> nets;
        for (const auto& item : judged_.items) {
            if (item.decision.step != ReactivationStep::buy_again ||
                item.terms.price.currency() != currency)
                continue;
            if (nets.empty())
                charge.group_key = repurchase_key(item.subscription);
            nets.push_back({item.terms.price, judged_.vat.rate});
        }
        charge.amount = rules::totals_of(nets).total;
        return charge;
    }

    /// A group has one open charge at most, whoever made it (M4).
    bool group_is_free(const Activation& item)
    {
        const auto attempts = store::attempts_of_group(
            database_, actor_.id, rules::group_month(item.subscription.expires_on),
            item.terms.price.currency());
        const bool is_open =
            std::any_of(attempts.begin(), attempts.end(),
                        [](const store::Charge& charge) { return !rules::is_final(charge.state); });
        if (is_open)
            leave_out(item, "payment_being_checked",
                      fmt::format("another charge of {} for {} is being checked (M4): wait for its "
                                  "answer",
                                  actor_.customer.email,
                                  rules::group_month(item.subscription.expires_on)),
                      true, false);
        return !is_open;
    }

    /// The end that renew would record today is recorded first (D17); what renew would still charge
    /// is left to it (D20).
    bool end_is_known(Activation& item)
    {
        const auto& subscription = item.subscription;
        if (subscription.standing == rules::Standing::lapsed)
            return true;
        for (const auto& ending : renewals_.plan(subscription.purchaser).endings)
            if (ending.subscription.id == subscription.id)
                item.ends = ending;
        const auto* payment = renewals_.lost_payments().that_may_have_paid(
            rules::group_month(subscription.expires_on), item.terms.price);
        if (!item.ends && payment != nullptr)
            leave_out_unexplained(item, may_have_paid(database_, *payment));
        else if (!item.ends)
            leave_out(
                item, "renewal_due",
                fmt::format("{} ended, but the next renew tries a new card for it once (D20): "
                            "run poll-confirmations cards and renew first",
                            subscription.number),
                true, false);
        return item.ends.has_value();
    }

    ChargedLine line_of(const Activation& item) const
    {
        const auto& subscription = item.subscription;
        const bool again = item.decision.step == ReactivationStep::buy_again;
        const auto period =
            again ? rules::first_period(today_, item.terms.term_years)
                  : rules::renewal_period(subscription.expires_on, item.terms.term_years);
        return {{subscription.id, item.terms.product, subscription.run + (again ? 1 : 0),
                 period.first, period.last, item.terms.price, judged_.vat.rate},
                subscription};
    }

    void gather_charges()
    {
        std::map<std::pair<std::string, Currency>, ChargeCase> groups;
        for (const auto& item : judged_.items) {
            if (!item.is_charged())
                continue;
            const bool again = item.decision.step == ReactivationStep::buy_again;
            const auto month =
                again ? std::string{} : rules::group_month(item.subscription.expires_on);
            auto& group = groups[{month, item.terms.price.currency()}];
            group.lines.push_back(line_of(item));
            group.charge.kind =
                again ? rules::ChargeKind::reactivation : rules::ChargeKind::renewal;
            if (group.charge.group_key.empty())
                group.charge.group_key = again ? repurchase_key(item.subscription) : month;
        }
        for (auto& [key, group] : groups) {
            finish(group);
            judged_.charges.push_back(std::move(group));
        }
        for (auto& item : judged_.items)
            if (!item.is_charged())
                item.decided_by = deciding_charge(item.subscription.installation);
    }

    /// Of several the first that hands its lines over whatever the answer: they are what runs on
    /// with the actor, and the rest of the installation runs with them. What has ended or ends
    /// today is nobody's to pay if its charge is declined.
    std::optional<std::size_t> deciding_charge(std::int64_t installation) const
    {
        std::optional<std::size_t> deciding;
        for (const auto& item : judged_.items) {
            if (item.subscription.installation != installation || !item.is_charged())
                continue;
            if (item.decision.kept_when_declined)
                return charge_of(item.subscription.id);
            if (!deciding)
                deciding = charge_of(item.subscription.id);
        }
        return deciding;
    }

    std::size_t charge_of(std::int64_t subscription) const
    {
        const auto& charges = judged_.charges;
        const auto found =
            std::find_if(charges.begin(), charges.end(), [&](const ChargeCase& group) {
                return std::any_of(group.lines.begin(), group.lines.end(),
                                   [&](const ChargedLine& charged) {
                                       return charged.line.subscription == subscription;
                                   });
            });
        return static_cast<std::size_t>(found - charges.begin());
    }

    /// A repurchase is a group of its own each time: the first of its basket names it, with the
    /// number of this switch-on. A run that was cut off before it was recorded finds the same.
    std::string repurchase_key(const store::Subscription& subscription) const
    {
        return fmt::format("{}/{}", subscription.number,
                           1 + store::count_activations(database_, subscription.id));
    }

    void finish(ChargeCase& group) const
    {
        put_in_order(group.lines);
        std::vector<rules::NetLine> nets;
        for (const auto& charged : group.lines)
            nets.push_back({charged.line.net, charged.line.vat_rate});
        group.payer = judged_.payer;
        group.card = judged_.payer.card.value();
        group.charge.payer = judged_.payer.id;
        group.charge.card = group.card.id;
        group.charge.provider = group.card.provider;
        group.charge.amount = rules::totals_of(nets).total;
        group.charge.vat_treatment = rules::code_of(judged_.vat.treatment);
        group.charge.state = rules::ChargeState::sent;
        group.charge.business_date = today_;
    }

    store::Database& database_;
    const runtime::Config& config_;
    Date today_;
    const Catalogue& catalogue_;
    const RenewalPlanning& renewals_;
    const store::CustomerRow& actor_;
    rules::MonthRule month_rule_;
    rules::ActorFacts about_actor_;
    std::set<std::int64_t> reversed_; ///< what the actor's payments for went back
    Activations judged_;
};

} // namespace

Activations judge_activations(const runtime::Context& context, const Catalogue& catalogue,
                              const RenewalPlanning& renewals, const store::CustomerRow& actor,
                              const std::vector<std::string>& numbers)
{
    return Judging{context, catalogue, renewals, actor}.run(numbers);
}

} // namespace duesday::flow
