#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "flow/card_charging.hpp"
#include "flow/charge_answer_text.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/payment_explanation.hpp"
#include "flow/refund_settling.hpp"
#include "flow/stated_reason.hpp"
#include "flow/subscribe.hpp"
#include "flow/switch_judgement.hpp"
#include "flow/unexplained_payments.hpp"
#include "store/installations.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

using runtime::Fields;

/// One payment from what a person says about it to what follows.
class Settling {
public:
    Settling(runtime::Context& context, partner::CardGateway& gateway, const SettleOptions& options)
        : context_{context}, database_{context.book.database()}, gateway_{gateway},
          catalogue_{database_}, charging_{context, gateway, catalogue_}, options_{options},
          as_{options.as.value()}, is_refund_{as_ == refunded}, reason_{stated_reason(
                                                                    options.reason,
                                                                    "what settles a payment")}
    {
    }

    void run()
    {
        const auto plan = judge();
        if (!plan || runtime::confirm(context_, *plan) != runtime::Confirmed::yes)
            return;
        if (is_refund_)
            refund(*plan);
        else
            explain_as_paid(*plan);
    }

private:
    /// Nothing where it is refused or done already; that was told.
    std::optional<runtime::Plan> judge()
    {
        auto found = find_open_payment(database_, options_.payment);
        if (!found)
            return refuse("unknown_payment",
                          fmt::format("no payment {} waits for a person: poll-confirmations and "
                                      "admin status name those that do",
                                      options_.payment));
        open_ = std::move(*found);
        if (open_.payment.refunded_on && is_refund_) {
            report(
                Outcome::skipped, "already_settled",
                fmt::format("it was settled as refunded on {}", open_.payment.refunded_on->iso()),
                "unchanged");
            return std::nullopt;
        }
        if (!open_.payment.is_open())
            return refuse("already_settled", "it took no money, or it was settled as refunded");
        if (is_refund_ && open_.payment.state == rules::ChargeState::pending)
            return refuse("payment_being_checked",
                          "the provider has not decided yet, and may still take the money: wait "
                          "for poll-confirmations, or cancel it there");
        return is_refund_ ? std::optional{plan_of_refund()} : judge_lines();
    }

    std::optional<runtime::Plan> judge_lines()
    {
        std::vector<NotSwitched> not_found;
        auto subscriptions = named_subscriptions(database_, options_.subscriptions, not_found);
        if (!not_found.empty())
            return refuse(not_found.front().reason, not_found.front().text);
        explained_ = judge_explanation(context_, catalogue_, open_, std::move(subscriptions));
        const auto& [refusal, subscription] = explained_.decision;
        if (refusal != rules::ExplanationRefusal::none)
            return refuse(rules::code_of(refusal), rules::explain(refusal, subscription));
        if (explained_.vat.problem != rules::VatProblem::none)
            return refuse(rules::code_of(explained_.vat.problem),
                          rules::explain(explained_.vat.problem,
                                         store::find_payer(database_, *open_.payer).country));
        return plan_of_lines();
    }

    std::nullopt_t refuse(std::string_view reason, const std::string& text)
    {
        context_.report.refuse({"settlement", options_.payment, Outcome::attention, reason, text});
        return std::nullopt;
    }

    runtime::Plan plan_with_facts() const
    {
        const auto& payment = open_.payment;
        runtime::Plan plan;
        plan.basis = fmt::format("subscribe settle {} {} {} {} {}\n{}", payment.key, as_,
                                 money_text(payment.amount), rules::code_of(payment.state),
                                 open_.charge ? open_.charge->id : 0, reason_);
        plan.facts.add("payment", payment.key)
            .add("provider", payment.provider)
            .add("reference", payment.reference)
            .add("customer", customer())
            .add("as", as_)
            .add("reason", reason_);
        plan.total = payment.amount;
        return plan;
    }

    /// What waited for it, and is free to be charged or to end then.
    runtime::Plan plan_of_refund() const
    {
        auto plan = plan_with_facts();
        plan.lines.push_back(Fields{}
                                 .add("provider", open_.payment.provider)
                                 .add("reference", open_.payment.reference)
                                 .add("amount", open_.payment.amount)
                                 .add("then", "counts as refunded: nothing is owed for it"));
        if (open_.charge)
            for (const auto& charged : load_case(database_, *open_.charge).lines) {
                add_line(plan, charged, "is free to be charged again, or to end");
                plan.basis += "\n" + charged.subscription.number;
            }
        return plan;
    }

    runtime::Plan plan_of_lines() const
    {
        auto plan = plan_with_facts();
        for (const auto& charged : explained_.lines) {
            const auto then = what_follows(charged);
            add_line(plan, charged, then);
            plan.basis +=
                fmt::format("\n{} {} {} {}", charged.subscription.number,
                            charged.subscription.purchaser, charged.line.net.text(), then);
        }
        return plan;
    }

    std::string what_follows(const ChargedLine& charged) const
    {
        const auto paid = fmt::format("is paid until {}", charged.line.ends_on.iso());
        return is_handed_over(charged.subscription)
                   ? fmt::format("{}: {}", paid,
                                 rules::explain(stays_off(charged.subscription), customer()))
                   : paid;
    }

    bool is_handed_over(const store::Subscription& subscription) const
    {
        return !subscription.renewal || subscription.purchaser != *open_.payer;
    }

    rules::StaysOff stays_off(const store::Subscription& subscription) const
    {
        rules::ExplainedHandOver hand_over;
        hand_over.has_role = store::has_role(database_, subscription.installation, *open_.payer);
        if (!subscription.renewal)
            hand_over.switched_off_on = store::switched_off_on(database_, subscription.id);
        hand_over.found_on = open_.payment.found_on;
        return rules::decide_renewal_of(hand_over);
    }

    void add_line(runtime::Plan& plan, const ChargedLine& charged, const std::string& then) const
    {
        const auto& subscription = charged.subscription;
        plan.lines.push_back(
            Fields{}
                .add("subscription", subscription.number)
                .add("installation", subscription.installation_key)
                .add("purchaser", store::find_payer(database_, subscription.purchaser).email)
                .add("expires_on", subscription.expires_on)
                .add("net", charged.line.net)
                .add("then", then));
    }

    std::string customer() const
    {
        return open_.payer ? store::name_of_customer(database_, *open_.payer) : "";
    }

    /// Whether it still is what was confirmed; said where not.
    bool is_as_confirmed(const runtime::Plan& confirmed)
    {
        const auto plan = judge();
        if (!plan)
            return false;
        if (plan->basis == confirmed.basis)
            return true;
        context_.report.refuse({"plan", options_.payment, Outcome::attention, "stale_plan",
                                "what was confirmed has changed meanwhile: look at the plan "
                                "again"});
        return false;
    }

    void audit(store::Write& write) const
    {
        write.audit("payment/" + open_.payment.key, "settled", "",
                    fmt::format("as={}\namount={}\nreason={}", as_,
                                money_text(open_.payment.amount), reason_));
    }

    void refund(const runtime::Plan& plan)
    {
        store::Write write{context_.book, context_.stamp()};
        if (!is_as_confirmed(plan))
            return;
        audit(write);
        Settlement settlement;
        if (open_.charge)
            // No refusal of the card: nobody is dunned for it.
            settlement = ChargeSettlement{context_, catalogue_}.record(
                write, load_case(database_, *open_.charge),
                {partner::Answer::rejected, std::string{refunded}, open_.payment.reference});
        store::refund_unexplained_payment(write, open_.payment);
        write.commit();
        report(Outcome::done, "",
               "the money is back: what it may have paid for is charged or ends as its day "
               "comes",
               std::string{refunded});
        report_lapsed(context_, settlement);
    }

    /// The person says what for; whether it is paid, the provider does.
    void explain_as_paid(const runtime::Plan& plan)
    {
        const auto charge = record_lines(plan);
        if (!charge)
            return;
        const auto charge_case = load_case(database_, *charge);
        const auto settlement =
            charging_.record(charge_case, look_up_charge(context_, gateway_, charge_case,
                                                         partner::Asker::charging_program)
                                              .heard);
        const bool is_paid = settlement.state == rules::ChargeState::paid;
        const std::string word{result_of(settlement.state)};
        report(is_paid ? Outcome::done : Outcome::attention, is_paid ? "" : word,
               is_paid ? fmt::format("it paid for what was named, invoice {}", settlement.invoice)
                       : fmt::format("the provider calls it {}: poll-confirmations goes on from "
                                     "there",
                                     word),
               word);
        report_lapsed(context_, settlement);
    }

    std::optional<store::Charge> record_lines(const runtime::Plan& plan)
    {
        store::Write write{context_.book, context_.stamp()};
        if (!is_as_confirmed(plan))
            return std::nullopt;
        audit(write);
        std::vector<store::ChargeLine> lines;
        for (const auto& charged : explained_.lines)
            lines.push_back(charged.line);
        const auto treatment = rules::code_of(explained_.vat.treatment);
        std::int64_t id = 0;
        if (open_.charge) {
            id = open_.charge->id;
            let_others_go(write, *open_.charge);
            store::explain_charge(write, id, treatment, lines);
        } else {
            auto charge = lost_charge();
            charge.vat_treatment = treatment;
            store::take_payment(write, charge, open_.payment, lines);
            id = charge.id;
        }
        hand_over(write, id);
        const auto charge = store::find_charge(write.database(), id);
        write.commit();
        return charge;
    }

    /// As it was asked for before it was lost.
    store::Charge lost_charge() const
    {
        store::Charge charge;
        charge.payer = *open_.payer;
        charge.card = store::find_payer(database_, charge.payer).card.value().id;
        charge.provider = open_.payment.provider;
        charge.group_key = explained_.month;
        charge.attempt = explained_.attempt;
        charge.amount = open_.payment.amount;
        return charge;
    }

    bool is_named(std::int64_t subscription) const
    {
        return std::any_of(
            explained_.lines.begin(), explained_.lines.end(),
            [&](const ChargedLine& charged) { return charged.line.subscription == subscription; });
    }

    /// What the charge was thought to be for, and was not, waits for it no longer.
    void let_others_go(store::Write& write, const store::Charge& charge) const
    {
        for (const auto& line : store::lines_of_charge(database_, charge.id))
            if (!is_named(line.subscription))
                store::forget_charge_of_switch(write, line.subscription, charge.id);
    }

    /// The hand-over, or the switch-on, that was lost with the copy (SUB-125): done with the
    /// answer.
    void hand_over(store::Write& write, std::int64_t charge) const
    {
        const auto waiting = store::takeovers_of(database_, charge);
        for (const auto& [line, subscription] : explained_.lines) {
            const bool is_known =
                std::any_of(waiting.begin(), waiting.end(), [&](const store::Takeover& one) {
                    return one.subscription == line.subscription;
                });
            if (is_known || !is_handed_over(subscription))
                continue;
            const bool is_off = stays_off(subscription) != rules::StaysOff::no;
            store::record_switch(write, {subscription.id, true, *open_.payer,
                                         subscription.expires_on, std::nullopt, charge});
            if (is_off)
                store::record_switch(write, {subscription.id, false, std::nullopt,
                                             subscription.expires_on, std::nullopt, std::nullopt});
        }
    }

    void report(Outcome outcome, std::string_view reason, const std::string& text,
                const std::string& result)
    {
        context_.report.subject({"settlement", open_.payment.key, outcome, reason, text},
                                Fields{}
                                    .add("customer", customer())
                                    .add("amount", open_.payment.amount)
                                    .add("as", as_)
                                    .add("result", result));
    }

    runtime::Context& context_;
    store::Database& database_;
    partner::CardGateway& gateway_;
    Catalogue catalogue_;
    CardCharging charging_;
    const SettleOptions& options_;
    std::string as_;
    bool is_refund_ = false;
    std::string reason_;
    OpenPayment open_;
    Explanation explained_;
};

} // namespace

void subscribe_settle(runtime::Context& context, partner::CardGateway& gateway,
                      const SettleOptions& options)
{
    if (!options.as)
        throw Fault{FaultKind::usage, "--as is missing",
                    "say refunded, or explained with --subscriptions"};
    if ((*options.as == refunded) != options.subscriptions.empty())
        throw Fault{FaultKind::usage,
                    "--subscriptions goes with --as explained, and only with that",
                    "name what the payment was for, or leave the option out"};
    require_reconciled(context);
    if (*options.as == refunded && settle_refund_of_part(context, options))
        return;
    Settling{context, gateway, options}.run();
}

} // namespace duesday::flow
