#include "base/money_text.hpp"
#include "flow/acting_customer.hpp"
#include "flow/activation_plan.hpp"
#include "flow/card_charging.hpp"
#include "flow/charge_answer_text.hpp"
#include "flow/charge_intention.hpp"
#include "flow/due_days.hpp"
#include "flow/purchase_outcome.hpp"
#include "flow/service_states.hpp"
#include "flow/subscribe.hpp"
#include "flow/takeover.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/renewal_switches.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace duesday::flow {

namespace {

using rules::ChargeState;
using rules::ReactivationStep;
using runtime::Fields;

constexpr ChargeWish wish{"nothing was charged", "nothing was changed or charged", "activate",
                          "the wish"};

/// One activation from the wish to its answers.
class Activating {
public:
    Activating(runtime::Context& context, partner::CardGateway& gateway, store::CustomerRow actor,
               const std::vector<std::string>& numbers)
        : context_{context}, gateway_{gateway}, catalogue_{context.book.database()},
          charging_{context, gateway, catalogue_}, renewals_{context,
                                                             catalogue_,
                                                             gateway,
                                                             {false, false, true}},
          policy_{renewal_policy(context.config())}, actor_{std::move(actor)}, numbers_{numbers}
    {
    }

    void run()
    {
        if (!context_.dry_run)
            charging_.settle_dead_runs(
                [&](const ChargeCase& settled, const Settlement& answer) {
                    report_settled(context_, settled, answer);
                },
                [&](const ChargeCase& left) { return is_named_here(left); });
        const auto judged = judge();
        report_not_switched(context_, "activation", judged.left_out);
        if (judged.items.empty())
            return;
        require_own_provider(context_, gateway_, judged.payer);
        if (!card_is_accepted(judged.payer))
            return;
        const auto plan = judged.plan(catalogue_);
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        if (const auto done = record(plan.basis)) {
            report_free(done->judged);
            for (const auto& [settled, answer] : done->settled)
                report_charged(settled, answer);
            charging_.send(done->to_send,
                           [&](const ChargeCase& answered, const Settlement& answer) {
                               report_charged(answered, answer);
                               report_decided(done->judged, answered, answer);
                           });
        }
    }

private:
    /// The command that ordered it, given again by the same person.
    bool is_named_here(const ChargeCase& left) const
    {
        return left.charge.payer == actor_.id &&
               std::all_of(left.lines.begin(), left.lines.end(), [&](const ChargedLine& charged) {
                   return std::find(numbers_.begin(), numbers_.end(),
                                    charged.subscription.number) != numbers_.end();
               });
    }

    Activations judge() const
    {
        return judge_activations(context_, catalogue_, renewals_, actor_, numbers_);
    }

    /// SUB-136: beside the date on the card, the provider has to agree.
    bool card_is_accepted(const store::Payer& payer)
    {
        const auto& card = payer.card.value();
        if (gateway_.accepts(card.provider_customer, card.mandate))
            return true;
        context_.report.refuse(
            {"activation", payer.email, Outcome::attention, "card_invalid",
             fmt::format("the card provider no longer takes the card {} {} (SUB-136): register "
                         "another one",
                         card.brand, card.last4)});
        return false;
    }

    struct Recorded {
        Activations judged;
        std::vector<std::pair<ChargeCase, Settlement>> settled; ///< nobody is asked (SUB-131)
        std::vector<ChargeCase> to_send;
    };

    /// Everything that is free, and the intentions to charge the rest, in one Write; nothing where
    /// it is no longer what was confirmed.
    std::optional<Recorded> record(const std::string& confirmed_basis)
    {
        store::Write write{context_.book, context_.stamp()};
        auto judged = judge();
        if (judged.plan(catalogue_).basis != confirmed_basis) {
            context_.report.refuse({"plan", actor_.customer.email, Outcome::attention, "stale_plan",
                                    "what was confirmed has changed meanwhile: look at the plan "
                                    "again"});
            return std::nullopt;
        }
        record_ends(write, judged);
        record_free(write, judged);
        Recorded done;
        for (auto& charge_case : judged.charges) {
            record_wish(write, charge_case);
            if (auto settlement = charging_.settle_free(write, charge_case))
                done.settled.emplace_back(charge_case, std::move(*settlement));
            else
                done.to_send.push_back(charge_case);
        }
        record_waiting(write, judged);
        write.commit();
        done.judged = std::move(judged);
        return done;
    }

    void record_ends(store::Write& write, const Activations& judged) const
    {
        std::map<std::int64_t, std::vector<Ending>> by_payer;
        for (const auto& item : judged.items)
            if (item.ends)
                by_payer[item.subscription.purchaser].push_back(*item.ends);
        for (const auto& [payer, endings] : by_payer)
            end_subscriptions(write, store::find_payer(write.database(), payer), endings,
                              catalogue_);
    }

    void record_free(store::Write& write, const Activations& judged) const
    {
        std::vector<FreeSwitch> switches;
        for (const auto& item : judged.items)
            if (is_free(item) && !item.decided_by)
                switches.push_back({item.subscription, item.terms, std::nullopt});
        switch_on(write, judged.payer, switches, catalogue_, policy_);
    }

    /// SUB-129: of an installation all change hands or none, so what is free waits as well.
    void record_waiting(store::Write& write, const Activations& judged) const
    {
        for (const auto& item : judged.items)
            if (item.decided_by)
                store::record_switch(write, {item.subscription.id, true, actor_.id,
                                             item.subscription.expires_on, std::nullopt,
                                             judged.charges.at(*item.decided_by).charge.id});
    }

    static bool is_free(const Activation& item)
    {
        return item.decision.step == ReactivationStep::free_of_charge;
    }

    /// Payer and renewal change with the answer (M3: unchanged until known).
    void record_wish(store::Write& write, ChargeCase& charge_case) const
    {
        charge_case.is_heard = true;
        record_intention(write, charge_case);
        const auto& charge = charge_case.charge;
        for (const auto& charged : charge_case.lines) {
            const auto& subscription = charged.subscription;
            store::record_switch(write, {subscription.id, true, actor_.id, subscription.expires_on,
                                         std::nullopt, charge.id});
            if (charge.kind == rules::ChargeKind::reactivation) {
                store::hold_place(write, subscription.id);
                continue;
            }
            rules::RenewalFacts facts;
            facts.expires_on = subscription.expires_on;
            facts.period_open = true;
            store::set_due(write, subscription.id, due_days(facts, policy_));
        }
    }

    void report_free(const Activations& judged)
    {
        for (const auto& item : judged.items)
            if (is_free(item) && !item.decided_by)
                report_switched_on(item, judged.payer);
    }

    void report_switched_on(const Activation& item, const store::Payer& payer)
    {
        const auto& number = item.subscription.number;
        report_item(number, Outcome::done, "",
                    fmt::format("the renewal of {} is on for {}: 0.00 paid, {} are charged from {} "
                                "on",
                                number, payer.email, money_text(item.terms.price),
                                rules::day_text(item.charge_on)),
                    Money{0, item.terms.price.currency()});
    }

    void report_decided(const Activations& judged, const ChargeCase& answered,
                        const Settlement& answer)
    {
        for (const auto& item : judged.items)
            if (item.decided_by &&
                judged.charges.at(*item.decided_by).charge.id == answered.charge.id)
                report_waiting(item, judged.payer, answer);
    }

    void report_waiting(const Activation& item, const store::Payer& payer, const Settlement& answer)
    {
        const auto& number = item.subscription.number;
        const auto& installation = item.subscription.installation_key;
        const Money nothing{0, item.terms.price.currency()};
        if (is_handed_over(number))
            report_switched_on(item, payer);
        else if (!rules::is_final(answer.state))
            report_item(number, Outcome::skipped, "payment_being_checked",
                        fmt::format("{} stays as it is until the payment for {} is known "
                                    "(SUB-129)",
                                    number, installation),
                        nothing);
        else
            report_item(
                number, Outcome::attention, result_of(answer.state),
                fmt::format("{} stays as it was, like all of {} (SUB-129): {}", number,
                            installation,
                            label_of(*store::find_listed(context_.book.database(), number))),
                nothing);
    }

    std::string label_of(const store::SubscriptionListing& listing) const
    {
        return flow::label_of(context_, catalogue_, listing);
    }

    bool is_handed_over(const std::string& number)
    {
        const auto listing = store::find_listed(context_.book.database(), number);
        return listing->renewal && listing->purchaser == actor_.customer.key;
    }

    void report_charged(const ChargeCase& charge_case, const Settlement& answer)
    {
        report_charge(context_, charge_case, answer, charge_sentence(charge_case, answer, wish));
        for (const auto& charged : charge_case.lines)
            report_line(charge_case, charged, answer);
        report_lapsed(context_, answer);
    }

    void report_line(const ChargeCase& charge_case, const ChargedLine& charged,
                     const Settlement& answer)
    {
        const auto& number = charged.subscription.number;
        const auto listing = store::find_listed(context_.book.database(), number);
        if (answer.state == ChargeState::paid)
            report_item(number, Outcome::done, "",
                        fmt::format("{} is paid, {}", number, label_of(*listing)),
                        charged.line.net);
        else if (!rules::is_final(answer.state))
            report_item(number, Outcome::skipped, "payment_being_checked",
                        fmt::format("{} stays as it is until the payment is {}", number,
                                    rules::is_misfit(answer.reason) ? "settled" : "known"),
                        charged.line.net);
        else if (listing->standing == rules::Standing::running && is_handed_over(number))
            report_item(number, Outcome::attention, result_of(answer.state),
                        fmt::format("the renewal of {} is on for {}, but not paid: {}", number,
                                    charge_case.payer.email,
                                    next_attempt(charge_case, answer, listing->expires_on)),
                        charged.line.net);
        else
            report_item(number, Outcome::attention, result_of(answer.state),
                        fmt::format("{} stays as it was: {}{}", number, label_of(*listing),
                                    remedy_for(answer)),
                        charged.line.net);
    }

    std::string next_attempt(const ChargeCase& charge_case, const Settlement& answer,
                             Date expires_on) const
    {
        if (answer.state != ChargeState::declined) // a fault of ours: no attempt of dunning
            return fmt::format("`renew` tries it again, and until {}", rules::day_text(expires_on));
        return rules::explain_next_attempt(rules::classify(answer.reason),
                                           charge_case.charge.business_date, expires_on, policy_);
    }

    static std::string remedy_for(const Settlement& answer)
    {
        return answer.state == ChargeState::declined
                   ? fmt::format("; {}", rules::remedy_of(rules::classify(answer.reason)))
                   : std::string{};
    }

    void report_item(const std::string& number, Outcome outcome, std::string_view reason,
                     const std::string& text, Money net)
    {
        const auto listing = store::find_listed(context_.book.database(), number);
        context_.report.subject({"activation", number, outcome, reason, text},
                                Fields{}
                                    .add("subscription", number)
                                    .add("installation", listing->installation)
                                    .add("renewal", listing->renewal ? "on" : "off")
                                    .add("purchaser", listing->purchaser_email)
                                    .add("net", net)
                                    .add("expires_on", listing->expires_on)
                                    .add("label", label_of(*listing)));
    }

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    Catalogue catalogue_;
    CardCharging charging_;
    RenewalPlanning renewals_;
    rules::RenewalPolicy policy_;
    store::CustomerRow actor_;
    const std::vector<std::string>& numbers_;
};

} // namespace

void subscribe_activate(runtime::Context& context, partner::CardGateway& gateway,
                        const std::vector<std::string>& numbers)
{
    require_reconciled(context);
    auto actor = acting_customer(context);
    if (!actor)
        return;
    Activating{context, gateway, std::move(*actor), numbers}.run();
    context.report.flush();
}

} // namespace duesday::flow
