#include "flow/renewal_plan.hpp"

#include "flow/due_days.hpp"
#include "flow/einvoice_problem.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/invoice/totals.hpp"
#include "store/card_registration.hpp"
#include "store/charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace duesday::flow {

namespace {

/// The reason of a renewal that waits for what a customer does on the provider's page.
constexpr std::string_view card_page_open = "card_page_open";
/// The reason of a group whose card's month is over: the partner's word, without asking the partner
/// (M4).
constexpr std::string_view card_expired = "card_expired";

/// Today's lines of a group.
struct GroupToday {
    std::vector<ChargedLine> charge;
    std::vector<ChargedLine> warn;
    bool frozen = false;
};

} // namespace

/// One payer's subscriptions, decided one by one and gathered into groups.
class RenewalPlanning::PayerPlanning {
public:
    PayerPlanning(const RenewalPlanning& planning, std::int64_t payer)
        : planning_{planning}, database_{planning.context_.book.database()},
          today_{planning.context_.today()}, plan_{plan_of(store::find_payer(database_, payer))},
          renewals_{database_, today_, plan_.payer, &planning.lost_payments_},
          vat_{vat_for(plan_.payer, planning.vat_policy_)}
    {
    }

    RenewalPlan run()
    {
        auto due = store::due_subscriptions(database_, plan_.payer.id, today_);
        due_ = due.size();
        for (const auto& subscription : due)
            decide(subscription);
        for (auto& [key, today] : groups_today_)
            finish_group(renewals_.history_of(key), key.first, today);
        return std::move(plan_);
    }

private:
    static RenewalPlan plan_of(store::Payer payer)
    {
        RenewalPlan plan;
        plan.payer = std::move(payer);
        return plan;
    }

    void decide(const store::Subscription& subscription)
    {
        const auto terms =
            planning_.catalogue_.next_terms(subscription.product, subscription.announced_terms);
        const auto key = group_of(subscription, terms);
        auto facts = renewals_.facts_of(subscription, terms);
        const auto decision = rules::decide_renewal(facts, today_, planning_.policy_);
        if (planning_.scope_.charges && today_ == subscription.expires_on &&
            rules::waits_for_card_test(facts, today_, planning_.policy_))
            extend(subscription);

        if (decision.announce && planning_.scope_.notices) {
            plan_.short_notice = plan_.short_notice || decision.short_notice;
            plan_.notices.push_back({subscription, terms});
            facts.announced = true;
        }
        act(decision, subscription, terms, key, facts);
    }

    void act(const rules::RenewalDecision& decision, const store::Subscription& subscription,
             const store::AnnouncedTerms& terms, const GroupKey& key, rules::RenewalFacts& facts)
    {
        switch (decision.step) {
        case rules::RenewalStep::charge:
            if (planning_.scope_.charges &&
                (facts.is_free || can_be_invoiced(subscription, terms))) {
                add_to_charge(subscription, terms, key);
                facts.period_open = facts.is_free || has_card_to_charge();
            }
            break;
        case rules::RenewalStep::warn:
            if (planning_.scope_.charges)
                groups_today_[key].warn.push_back(line_of(subscription, terms));
            break;
        case rules::RenewalStep::frozen:
            if (today_ > subscription.expires_on && decision.wait == rules::Wait::lost_payment
                    ? planning_.scope_.lapses
                    : planning_.scope_.charges)
                freeze(decision.wait, subscription, terms);
            facts.period_open = decision.wait != rules::Wait::reversal;
            break;
        case rules::RenewalStep::lapse:
            if (planning_.scope_.lapses) {
                plan_.endings.push_back({subscription, decision.lapse});
                return; // nothing is due any more
            }
            break;
        case rules::RenewalStep::announce:
        case rules::RenewalStep::none:
            break;
        }
        note_due(subscription, facts);
    }

    void freeze(rules::Wait wait, const store::Subscription& subscription,
                const store::AnnouncedTerms& terms)
    {
        switch (wait) {
        case rules::Wait::none:
            return;
        case rules::Wait::reversal: // the service ends as it would: nobody waits for an answer
            plan_.problems.push_back({subscription.number, "payment_reversed",
                                      fmt::format("{} is not renewed: a payment for it was taken "
                                                  "back; credit its invoice or switch the renewal "
                                                  "off",
                                                  subscription.number)});
            return;
        case rules::Wait::lost_payment:
            hold(subscription, terms);
            break;
        case rules::Wait::answer:
        case rules::Wait::group:
            wait_for_charge(subscription, group_of(subscription, terms));
            break;
        case rules::Wait::card_test:
            wait_for_card(subscription.expires_on);
            break;
        }
        extend(subscription);
    }

    void wait_for_card(Date expires_on)
    {
        if (const auto test = store::open_card_test(database_, plan_.payer.id, expires_on))
            return note_frozen(*test, expires_on);
        const auto since = store::page_for_card_since(database_, plan_.payer.id, expires_on);
        const bool is_told = std::any_of(
            plan_.problems.begin(), plan_.problems.end(),
            [](const RenewProblem& problem) { return problem.reason == card_page_open; });
        if (since && !is_told)
            plan_.problems.push_back(
                {plan_.payer.email, std::string{card_page_open},
                 fmt::format("a card may have been entered in time on the page of {}: "
                             "poll-confirmations cards asks",
                             since->iso())});
    }

    /// As for a payment without an answer (D18): nothing is charged, and nothing is stopped.
    void hold(const store::Subscription& subscription, const store::AnnouncedTerms& terms)
    {
        if (const auto* payment = renewals_.lost_payment(subscription, terms))
            plan_.problems.push_back(
                {subscription.number, std::string{unexplained_payment},
                 fmt::format("{} is not {}: {}", subscription.number,
                             today_ > subscription.expires_on ? "ended" : "charged",
                             may_have_paid(database_, *payment))});
    }

    void extend(const store::Subscription& subscription)
    {
        const auto until = rules::entitled_until(
            subscription.expires_on, today_, planning_.context_.config().renew_unknown_grace_days);
        if (until > subscription.expires_on)
            plan_.extensions.push_back({subscription, until});
    }

    /// Otherwise the line is left out and told: it cannot be taxed (M4), or not as the payer wants.
    bool can_be_invoiced(const store::Subscription& subscription,
                         const store::AnnouncedTerms& terms)
    {
        if (vat_.problem != rules::VatProblem::none) {
            plan_.problems.push_back({subscription.number, rules::code_of(vat_.problem),
                                      rules::explain(vat_.problem, plan_.payer.country)});
            return false;
        }
        if (const auto finding =
                einvoice_problem(planning_.context_.config(), plan_.payer, vat_, terms.price)) {
            plan_.problems.push_back({subscription.number, finding->reason, finding->text});
            return false;
        }
        return true;
    }

    void add_to_charge(const store::Subscription& subscription, const store::AnnouncedTerms& terms,
                       const GroupKey& key)
    {
        auto& lines = groups_today_[key].charge;
        lines.reserve(due_);
        lines.push_back(line_of(subscription, terms));
    }

    bool has_card_to_charge() const
    {
        return has_usable_card(plan_.payer, today_) &&
               plan_.payer.card->provider == planning_.gateway_.provider();
    }

    void wait_for_charge(const store::Subscription& subscription, const GroupKey& key)
    {
        if (renewals_.history_of(key).open) {
            groups_today_[key].frozen = true;
            return;
        }
        // The period is held by a charge of another payer (a hand-over while it was open).
        if (const auto charge = store::find_charge(database_, *subscription.coming_charge))
            note_frozen(*charge, subscription.expires_on);
    }

    /// A charge that several subscriptions wait for is said once.
    void note_frozen(const store::Charge& charge, Date expires_on)
    {
        for (auto& known : plan_.frozen)
            if (known.charge.id == charge.id) {
                known.expires_on = std::min(known.expires_on, expires_on);
                return;
            }
        plan_.frozen.push_back(
            {charge, expires_on, store::find_payer(database_, charge.payer).email});
    }

    void finish_group(const GroupHistory& history, const std::string& group, GroupToday& today)
    {
        if (today.frozen && history.open)
            plan_.frozen.push_back(
                {*history.open, earliest_expiry(*history.open), plan_.payer.email});
        if (!today.charge.empty())
            plan_charge(group, history.attempts + 1, today.charge);
        else if (!today.warn.empty())
            plan_warning(history, today.warn);
        // The letter that a failed charge brings names what was to be warned of too.
    }

    void plan_warning(const GroupHistory& history, std::vector<ChargedLine>& lines)
    {
        std::size_t last = 0;
        for (const auto& charged : lines)
            last = std::max(last, history.last_attempt_of.at(charged.subscription.id).attempt);
        const auto& attempt = history.declined[last];
        plan_.warnings.push_back(
            {ChargeCase{attempt, plan_.payer, store::find_card(database_, attempt.card.value()),
                        std::move(lines), false},
             rules::classify(attempt.reason)});
    }

    /// `attempt` is what the Write of the intention will find, for the report of a dry run.
    void plan_charge(const std::string& group, int attempt, std::vector<ChargedLine>& lines)
    {
        put_in_order(lines);
        std::vector<rules::NetLine> nets;
        for (const auto& charged : lines)
            nets.push_back({charged.line.net, charged.line.vat_rate});
        ChargeCase charge_case;
        charge_case.payer = plan_.payer;
        charge_case.lines = std::move(lines);
        charge_case.charge.payer = plan_.payer.id;
        charge_case.charge.group_key = group;
        charge_case.charge.attempt = attempt;
        charge_case.charge.amount = rules::totals_of(nets).total;
        charge_case.charge.vat_treatment = rules::code_of(vat_.treatment);
        charge_case.charge.business_date = today_;
        // What costs 0.00 goes by no card, whatever has become of it since (SUB-131).
        const bool is_free =
            !rules::asks_provider(rules::ChargeKind::renewal, charge_case.charge.amount);
        if (!is_free && !is_chargeable(charge_case))
            return;
        charge_case.charge.provider = planning_.gateway_.provider();
        if (const auto& card = plan_.payer.card) {
            charge_case.charge.card = card->id;
            charge_case.charge.provider = card->provider;
            charge_case.card = *card;
        }
        charge_case.charge.state = rules::ChargeState::sent;
        plan_.charges.push_back(std::move(charge_case));
    }

    /// Otherwise it is told why not; the case is given away where the payer is told as well.
    bool is_chargeable(ChargeCase& charge_case)
    {
        auto& charge = charge_case.charge;
        const auto& card = plan_.payer.card;
        if (!has_usable_card(plan_.payer, today_)) {
            charge.reason = card ? card_expired : no_card;
            plan_.problems.push_back(
                {plan_.payer.email, charge.reason,
                 fmt::format("{} {} cannot be charged: {}", charge.amount.currency().code(),
                             charge.amount.text(),
                             card ? "the card expired in " + card->expires
                                  : "no card is registered")});
            plan_.warnings.push_back({std::move(charge_case), rules::FailureClass::new_card});
            return false;
        }
        if (card->provider != planning_.gateway_.provider()) {
            plan_.problems.push_back(
                {plan_.payer.email, "wrong_provider",
                 fmt::format(
                     "the card belongs to '{}', but '{}' is configured: nothing was charged",
                     card->provider, planning_.gateway_.provider())});
            return false;
        }
        return true;
    }

    void note_due(const store::Subscription& subscription, const rules::RenewalFacts& facts)
    {
        const auto due = due_days(facts, planning_.policy_);
        if ((subscription.renewal ? due.renewing : due.ending) != subscription.due_on)
            plan_.due_changes.push_back({subscription.id, due});
    }

    ChargedLine line_of(const store::Subscription& subscription,
                        const store::AnnouncedTerms& terms) const
    {
        const auto period = rules::renewal_period(subscription.expires_on, terms.term_years);
        return {{subscription.id, terms.product, subscription.run, period.first, period.last,
                 terms.price, vat_.rate},
                subscription};
    }

    Date earliest_expiry(const store::Charge& charge) const
    {
        Date earliest = today_.plus_days(366);
        for (const auto& line : store::lines_of_charge(database_, charge.id))
            earliest = std::min(earliest, line.starts_on.plus_days(-1));
        return earliest;
    }

    const RenewalPlanning& planning_;
    store::Database& database_;
    Date today_;
    RenewalPlan plan_;
    PayerRenewals renewals_;
    rules::VatDecision vat_;
    std::size_t due_ = 0; ///< how many of the payer's subscriptions are
    std::map<GroupKey, GroupToday> groups_today_;
};

RenewalPlanning::RenewalPlanning(const runtime::Context& context, const Catalogue& catalogue,
                                 const partner::CardGateway& gateway, RenewScope scope)
    : context_{context}, catalogue_{catalogue}, gateway_{gateway}, scope_{scope},
      policy_{renewal_policy(context.config())}, vat_policy_{vat_policy(context.config())},
      lost_payments_{context}
{
}

RenewalPlan RenewalPlanning::plan(std::int64_t payer) const
{
    return PayerPlanning{*this, payer}.run();
}

} // namespace duesday::flow
