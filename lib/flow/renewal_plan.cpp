#include "flow/renewal_plan.hpp"

#include "flow/due_days.hpp"
#include "flow/dunning_letters.hpp"
#include "flow/einvoice_problem.hpp"
#include "rules/customer/card.hpp"
#include "rules/invoice/totals.hpp"
#include "store/card_registration.hpp"
#include "store/charges.hpp"
#include "store/reversals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace duesday::flow {

namespace {

/// The word for a group that cannot be tried because its payer has no card: like a refusal that
/// only a new card mends.
constexpr std::string_view no_card = "no_card";
/// The same of a card whose month is over: the partner's word, without asking the partner (M4).
constexpr std::string_view card_expired = "card_expired";

/// What happened to a payer's group of one expiry month and currency before today.
struct GroupHistory {
    std::vector<store::Charge> declined;                 ///< oldest first
    std::map<std::int64_t, std::size_t> last_attempt_of; ///< subscription -> index in declined
    int attempts = 0;
    std::optional<store::Charge> open;
    std::optional<rules::FailureLetterSent> letter;
};

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
          today_{planning.context_.today()}
    {
        plan_.payer = store::find_payer(database_, payer);
        vat_ = vat_for(plan_.payer, planning.vat_policy_);
        if (planning.has_reversals_)
            reversed_ = store::reversed_subscriptions(database_, payer);
    }

    RenewalPlan run()
    {
        auto due = store::due_subscriptions(database_, plan_.payer.id, today_);
        due_ = due.size();
        for (const auto& subscription : due)
            decide(subscription);
        for (auto& [key, today] : groups_today_)
            finish_group(histories_.at(key), key.first, today);
        return std::move(plan_);
    }

private:
    using GroupKey = std::pair<std::string, Currency>;

    void decide(const store::Subscription& subscription)
    {
        const auto terms =
            planning_.catalogue_.next_terms(subscription.product, subscription.announced_terms);
        const GroupKey key{rules::group_month(subscription.expires_on), terms.price.currency()};
        const auto& history = history_of(key);
        auto facts = facts_of(subscription, history);
        const auto decision = rules::decide_renewal(facts, today_, planning_.policy_);
        if (planning_.scope_.charges && today_ == subscription.expires_on &&
            rules::waits_for_card_test(facts, today_, planning_.policy_))
            extend(subscription);

        if (reversed_.contains(subscription.id) && decision.step != rules::RenewalStep::lapse)
            return freeze_reversed(decision, subscription);
        if (decision.lapse == rules::LapseReason::never_attempted && history.open)
            return wait_for_group(subscription, key, facts);
        if (const auto* payment = lost_payment_for(decision, terms, key))
            return hold(subscription, decision.step, *payment, facts);
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
            if (planning_.scope_.charges && add_to_charge(subscription, terms, key))
                facts.period_open = true;
            break;
        case rules::RenewalStep::warn:
            if (planning_.scope_.charges)
                groups_today_[key].warn.push_back(line_of(subscription, terms));
            break;
        case rules::RenewalStep::frozen:
            if (planning_.scope_.charges)
                freeze(subscription, key);
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

    /// The payment of a period was taken back: a person decides before anything more is charged.
    void freeze_reversed(const rules::RenewalDecision& decision,
                         const store::Subscription& subscription)
    {
        if (decision.step == rules::RenewalStep::charge && planning_.scope_.charges)
            plan_.problems.push_back({subscription.number, "payment_reversed",
                                      fmt::format("{} is not renewed: a payment for it was taken "
                                                  "back; credit its invoice or switch the renewal "
                                                  "off",
                                                  subscription.number)});
    }

    /// D7: the line came to its group while an answer was awaited, so that it could not be tried.
    void wait_for_group(const store::Subscription& subscription, const GroupKey& key,
                        rules::RenewalFacts facts)
    {
        if (planning_.scope_.charges)
            freeze(subscription, key);
        facts.period_open = true;
        note_due(subscription, facts);
    }

    /// A payment that was lost with a copy and may be the one that is to be made, or for want of
    /// which the line would end.
    const store::UnexplainedPayment* lost_payment_for(const rules::RenewalDecision& decision,
                                                      const store::AnnouncedTerms& terms,
                                                      const GroupKey& key) const
    {
        using Step = rules::RenewalStep;
        auto& lost = planning_.lost_renewals_;
        if (decision.step == Step::lapse) // whoever paid, it must not end
            return lost.that_may_have_paid(key.first, terms.price);
        if (decision.step == Step::charge || decision.step == Step::warn)
            return lost.of_another(key.first, terms.price, plan_.payer.id);
        return nullptr;
    }

    /// As for a payment without an answer (D18): nothing is charged, and nothing is stopped.
    void hold(const store::Subscription& subscription, rules::RenewalStep step,
              const store::UnexplainedPayment& payment, rules::RenewalFacts facts)
    {
        const bool is_lapse = step == rules::RenewalStep::lapse;
        if (is_lapse ? planning_.scope_.lapses : planning_.scope_.charges) {
            extend(subscription);
            plan_.problems.push_back(
                {subscription.number, std::string{unexplained_payment},
                 fmt::format("{} is not {}: {}", subscription.number,
                             is_lapse ? "ended" : "charged", may_have_paid(database_, payment))});
        }
        facts.period_open = true;
        note_due(subscription, facts);
    }

    void extend(const store::Subscription& subscription)
    {
        const auto until = rules::entitled_until(
            subscription.expires_on, today_, planning_.context_.config().renew_unknown_grace_days);
        if (until > subscription.expires_on)
            plan_.extensions.push_back({subscription, until});
    }

    /// False where the line is left out: the group is frozen, or the line cannot be taxed (M4) or
    /// invoiced as the payer wants.
    bool add_to_charge(const store::Subscription& subscription, const store::AnnouncedTerms& terms,
                       const GroupKey& key)
    {
        if (histories_.at(key).open) {
            freeze(subscription, key);
            return false;
        }
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
        auto& lines = groups_today_[key].charge;
        lines.reserve(due_);
        lines.push_back(line_of(subscription, terms));
        return has_usable_card() && plan_.payer.card->provider == planning_.gateway_.provider();
    }

    void freeze(const store::Subscription& subscription, const GroupKey& key)
    {
        extend(subscription);
        if (histories_.at(key).open) {
            groups_today_[key].frozen = true;
            return;
        }
        // The period is held by a charge of another payer (a hand-over while it was open), or a
        // card is being tested.
        const auto charge =
            subscription.coming_charge
                ? store::find_charge(database_, *subscription.coming_charge)
                : store::open_card_test(database_, plan_.payer.id, subscription.expires_on);
        if (charge)
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

    void finish_group(const GroupHistory& history, const std::string& month, GroupToday& today)
    {
        if (today.frozen && history.open)
            plan_.frozen.push_back(
                {*history.open, earliest_expiry(*history.open), plan_.payer.email});
        if (!today.charge.empty())
            plan_charge(month, history.attempts + 1, today.charge);
        if (!today.warn.empty() && !history.declined.empty()) {
            const auto& last = history.declined.back();
            plan_.warnings.push_back(
                {ChargeCase{last, plan_.payer, store::find_card(database_, last.card),
                            std::move(today.warn)},
                 rules::classify(last.reason)});
        }
    }

    /// `attempt` is what the Write of the intention will find, for the report of a dry run.
    void plan_charge(const std::string& month, int attempt, std::vector<ChargedLine>& lines)
    {
        put_in_order(lines);
        std::vector<rules::NetLine> nets;
        for (const auto& charged : lines)
            nets.push_back({charged.line.net, charged.line.vat_rate});
        ChargeCase charge_case;
        charge_case.payer = plan_.payer;
        charge_case.lines = std::move(lines);
        charge_case.charge.payer = plan_.payer.id;
        charge_case.charge.group_key = month;
        charge_case.charge.attempt = attempt;
        charge_case.charge.amount = rules::totals_of(nets).total;
        charge_case.charge.vat_treatment = rules::code_of(vat_.treatment);
        charge_case.charge.business_date = today_;
        if (!has_usable_card()) {
            const bool has_none = !plan_.payer.card;
            charge_case.charge.reason = has_none ? no_card : card_expired;
            plan_.problems.push_back(
                {plan_.payer.email, charge_case.charge.reason,
                 fmt::format("{} {} cannot be charged: {}",
                             charge_case.charge.amount.currency().code(),
                             charge_case.charge.amount.text(),
                             has_none ? "no card is registered"
                                      : "the card expired in " + plan_.payer.card->expires)});
            plan_.warnings.push_back({std::move(charge_case), rules::FailureClass::new_card});
            return;
        }
        const auto& card = *plan_.payer.card;
        if (card.provider != planning_.gateway_.provider()) {
            plan_.problems.push_back(
                {plan_.payer.email, "wrong_provider",
                 fmt::format(
                     "the card belongs to '{}', but '{}' is configured: nothing was charged",
                     card.provider, planning_.gateway_.provider())});
            return;
        }
        charge_case.charge.card = card.id;
        charge_case.charge.provider = card.provider;
        charge_case.charge.state = rules::ChargeState::sent;
        charge_case.card = card;
        plan_.charges.push_back(std::move(charge_case));
    }

    /// A card works to the last day of its month.
    bool has_usable_card() const
    {
        if (!plan_.payer.card)
            return false;
        const auto last_day = rules::last_day_of_card(plan_.payer.card->expires);
        return !last_day || today_ <= *last_day;
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

    rules::RenewalFacts facts_of(const store::Subscription& subscription,
                                 const GroupHistory& history) const
    {
        rules::RenewalFacts facts;
        facts.standing = subscription.standing;
        facts.renewal = subscription.renewal;
        facts.expires_on = subscription.expires_on;
        facts.announced = subscription.announced;
        facts.period_open = subscription.coming_charge.has_value();
        if (plan_.payer.card)
            facts.card_registered_on = plan_.payer.card->registered_on;
        if (subscription.renewal && today_ >= subscription.expires_on)
            facts.card_in_test_on =
                store::card_in_test_on(database_, plan_.payer.id, subscription.expires_on);
        facts.letter = history.letter;
        const auto tried = history.last_attempt_of.find(subscription.id);
        if (tried != history.last_attempt_of.end()) {
            const auto& attempt = history.declined[tried->second];
            facts.last_attempt =
                rules::AttemptFacts{attempt.business_date, attempt.attempt,
                                    rules::classify(attempt.reason), attempt.reason};
            facts.new_card_since_last_attempt =
                has_usable_card() && plan_.payer.card->id != attempt.card;
        } else if (history.letter && history.declined.empty() && today_ > subscription.expires_on) {
            // Told that there is no card that works: the last day is as good for one as after a
            // refusal (D20), and the end is no outage (D24).
            facts.last_attempt = rules::AttemptFacts{
                history.letter->day, 0, history.letter->failure_class, std::string{no_card}};
            facts.new_card_since_last_attempt = has_usable_card();
        }
        return facts;
    }

    const GroupHistory& history_of(const GroupKey& key)
    {
        const auto known = histories_.find(key);
        if (known != histories_.end())
            return known->second;
        GroupHistory history;
        for (auto& charge :
             store::attempts_of_group(database_, plan_.payer.id, key.first, key.second)) {
            history.attempts = charge.attempt;
            if (!rules::is_final(charge.state))
                history.open = charge;
            else if (charge.state == rules::ChargeState::declined)
                history.declined.push_back(std::move(charge));
        }
        for (std::size_t i = 0; i < history.declined.size(); ++i)
            for (const auto& line : store::lines_of_charge(database_, history.declined[i].id))
                history.last_attempt_of[line.subscription] = i;
        history.letter = last_letter_sent(database_, plan_.payer.id, key.first, key.second);
        return histories_.emplace(key, std::move(history)).first->second;
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
    rules::VatDecision vat_;
    std::size_t due_ = 0; ///< how many of the payer's subscriptions are
    std::set<std::int64_t> reversed_;
    RenewalPlan plan_;
    std::map<GroupKey, GroupHistory> histories_;
    std::map<GroupKey, GroupToday> groups_today_;
};

RenewalPlanning::RenewalPlanning(const runtime::Context& context, const Catalogue& catalogue,
                                 const partner::CardGateway& gateway, RenewScope scope)
    : context_{context}, catalogue_{catalogue}, gateway_{gateway}, scope_{scope},
      policy_{renewal_policy(context.config())}, vat_policy_{vat_policy(context.config())},
      has_reversals_{store::has_reversals(context.book.database())}, lost_renewals_{context}
{
}

RenewalPlan RenewalPlanning::plan(std::int64_t payer) const
{
    return PayerPlanning{*this, payer}.run();
}

} // namespace duesday::flow
