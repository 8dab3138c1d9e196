#include "flow/activation_charges.hpp"
#include "flow/einvoice_problem.hpp"
#include "flow/paid_before.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/cards.hpp"
#include "store/charges.hpp"
#include "store/installations.hpp"
#include "store/renewal_switches.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
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
          paid_before_{renewals.lost_payments(), actor.id},
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
        gather_charges(database_, judged_, today_);
        for (const auto& group : judged_.charges) {
            const auto* payment = renewals_.lost_payments().taken_by(group.charge);
            judged_.taken.push_back(payment != nullptr ? std::optional{*payment} : std::nullopt);
        }
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
            leave_out(item, rules::reason_of(item.decision), why_not(item, facts), !no_change,
                      is_about_rights(item.decision));
            return;
        }
        if (can_go(item))
            judged_.items.push_back(std::move(item));
    }

    /// Only a person settles a payment that no line fits: no answer will come.
    static std::string what_ends_the_wait(const store::Charge& open)
    {
        return rules::is_misfit(open.reason) ? how_to_settle(open.key) : "wait for its answer";
    }

    std::string why_not(const Activation& item, const rules::ReactivationFacts& facts) const
    {
        const auto& coming = item.subscription.coming_charge;
        if (item.decision.refusal == rules::ReactivationRefusal::payment_being_checked && coming)
            if (const auto open = store::find_charge(database_, *coming);
                open && rules::is_misfit(open->reason))
                return fmt::format("a payment for {} is being checked (M3): {}",
                                   item.subscription.number, what_ends_the_wait(*open));
        return rules::explain(item.decision, facts);
    }

    /// A notice holds for the period it announced; after the end that one is gone (D22), unless the
    /// actor has paid it.
    store::AnnouncedTerms terms_of(const store::Subscription& subscription) const
    {
        const auto told = store::announcement_to(database_, subscription, actor_.id);
        const auto terms =
            catalogue_.next_terms(subscription.product, told ? told->terms : std::nullopt);
        const bool is_gone = today_ > subscription.expires_on &&
                             !paid_before_.own_payment_waits(subscription, terms);
        return is_gone ? catalogue_.next_terms(subscription.product) : terms;
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
        facts.own_payment_waits = paid_before_.own_payment_waits(subscription, terms);
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
        const auto* payment = paid_before_.by_another(item);
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
        const auto bought_with = [&](const Activation& item) {
            return item.decision.step == ReactivationStep::buy_again
                       ? paid_before_.as_repurchase(item, repurchase_with(database_, judged_, item))
                       : nullptr;
        };
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

    /// A group has one open charge at most, whoever made it (M4).
    bool group_is_free(const Activation& item)
    {
        const auto [group, currency] = group_of(item.subscription, item.terms);
        const auto attempts = store::attempts_of_group(database_, actor_.id, group, currency);
        const auto open =
            std::find_if(attempts.begin(), attempts.end(), [](const store::Charge& charge) {
                return !rules::is_final(charge.state);
            });
        if (open == attempts.end())
            return true;
        leave_out(item, "payment_being_checked",
                  fmt::format("another charge of {} for {} is being checked (M4): {}",
                              actor_.customer.email,
                              rules::group_month(item.subscription.expires_on),
                              what_ends_the_wait(*open)),
                  true, false);
        return false;
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
        const auto* payment = paid_before_.as_renewal(item);
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

    store::Database& database_;
    const runtime::Config& config_;
    Date today_;
    const Catalogue& catalogue_;
    const RenewalPlanning& renewals_;
    const store::CustomerRow& actor_;
    PaidBefore paid_before_;
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
