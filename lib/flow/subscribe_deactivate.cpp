#include "flow/acting_customer.hpp"
#include "flow/card_charging.hpp"
#include "flow/deactivation.hpp"
#include "flow/due_days.hpp"
#include "flow/lapse.hpp"
#include "flow/policies.hpp"
#include "flow/service_states.hpp"
#include "flow/subscribe.hpp"
#include "flow/switch_judgement.hpp"
#include "store/installations.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

using rules::Deactivation;

struct Stop {
    store::Subscription subscription;
    Deactivation answer = Deactivation::stops;
};

/// What is asked, judged as the book stands.
struct Stops {
    std::vector<Stop> items;
    std::vector<NotSwitched> left_out;
};

class Deactivating {
public:
    Deactivating(runtime::Context& context, store::CustomerRow actor,
                 const std::vector<std::string>& numbers)
        : context_{context}, database_{context.book.database()},
          catalogue_{database_}, actor_{std::move(actor)}, numbers_{numbers}
    {
    }

    void run()
    {
        const auto judged = judge();
        report_not_switched(context_, "deactivation", judged.left_out);
        if (judged.items.empty())
            return;
        const auto plan = plan_of(judged);
        if (runtime::confirm(context_, plan) != runtime::Confirmed::yes)
            return;
        if (apply(judged, plan.basis))
            report_done(judged);
    }

private:
    Stops judge() const
    {
        Stops judged;
        for (auto& subscription : named_subscriptions(database_, numbers_, judged.left_out)) {
            const auto answer =
                rules::decide_deactivation(facts_of(subscription), context_.today());
            if (rules::switches_off(answer)) {
                judged.items.push_back({std::move(subscription), answer});
                continue;
            }
            judged.left_out.push_back(
                {subscription.number, rules::code_of(answer),
                 rules::explain(answer, subscription.number, subscription.expires_on),
                 answer == Deactivation::no_role || answer == Deactivation::not_running,
                 answer == Deactivation::no_role, subscription.installation_key});
        }
        keep_installations_whole(judged.items, judged.left_out);
        return judged;
    }

    rules::DeactivationFacts facts_of(const store::Subscription& subscription) const
    {
        auto facts = deactivation_facts(context_, catalogue_, subscription);
        facts.has_role = subscription.purchaser == actor_.id ||
                         store::has_role(database_, subscription.installation, actor_.id);
        return facts;
    }

    runtime::Plan plan_of(const Stops& judged) const
    {
        runtime::Plan plan;
        plan.basis = fmt::format("subscribe deactivate {}", actor_.customer.key);
        for (const auto& [subscription, answer] : judged.items) {
            const auto& product = catalogue_.by_id(subscription.product);
            plan.lines.push_back(runtime::Fields{}
                                     .add("subscription", subscription.number)
                                     .add("installation", subscription.installation_key)
                                     .add("reference", product.reference)
                                     .add("product", product.name)
                                     .add("expires_on", subscription.expires_on)
                                     .add("renewal", "off")
                                     .add("text", rules::explain(answer, subscription.number,
                                                                 subscription.expires_on)));
            plan.basis += fmt::format("\n{} {} {} {}", subscription.number, rules::code_of(answer),
                                      subscription.expires_on.iso(), subscription.purchaser);
        }
        return plan;
    }

    /// One Write for everything; false where it is no longer what was confirmed.
    bool apply(const Stops& confirmed, const std::string& confirmed_basis)
    {
        store::Write write{context_.book, context_.stamp()};
        auto judged = judge();
        if (judged.items.empty()) { // another command was quicker
            std::erase_if(judged.left_out, [&](const NotSwitched& one) {
                return std::any_of(
                    confirmed.left_out.begin(), confirmed.left_out.end(),
                    [&](const NotSwitched& told) { return told.subscription == one.subscription; });
            });
            report_not_switched(context_, "deactivation", judged.left_out);
            return false;
        }
        if (plan_of(judged).basis != confirmed_basis) {
            context_.report.refuse({"plan", actor_.customer.email, Outcome::attention, "stale_plan",
                                    "what was confirmed has changed meanwhile: look at the plan "
                                    "again"});
            return false;
        }
        std::map<std::int64_t, std::vector<LetterLine>> told;
        for (const auto& [subscription, answer] : judged.items) {
            switch_off(write, subscription);
            // Who was told of the renewal is told that there is none; nobody else (M2, SUB-083).
            if (answer == Deactivation::stops_announced)
                told[subscription.purchaser].push_back(letter_line(subscription, catalogue_));
        }
        for (const auto& [payer, lines] : told)
            send_renewal_stopped(write, payer, lines, {actor_.customer.name, actor_.id});
        write.commit();
        return true;
    }

    void switch_off(store::Write& write, const store::Subscription& subscription) const
    {
        rules::RenewalFacts facts;
        facts.expires_on = subscription.expires_on;
        facts.period_open = subscription.coming_charge.has_value();
        const auto due = due_days(facts, renewal_policy(context_.config()));
        // What has ended waits for its repurchase alone: renew has nothing to look at.
        if (subscription.standing == rules::Standing::running)
            store::switch_renewal_off(write, subscription.id, due);
        store::record_switch(write, {subscription.id, false, actor_.id, subscription.expires_on,
                                     std::nullopt, std::nullopt});
        write.audit("subscription/" + subscription.number, "deactivated",
                    subscription.renewal ? "renewal=on" : "renewal=waits",
                    fmt::format("renewal=off\nby={}", actor_.customer.key));
    }

    void report_done(const Stops& judged)
    {
        for (const auto& [subscription, answer] : judged.items) {
            const auto label =
                label_of(context_, catalogue_, *store::find_listed(database_, subscription.number));
            context_.report.subject(
                {"deactivation", subscription.number, Outcome::done, "",
                 rules::explain(answer, subscription.number, subscription.expires_on)},
                runtime::Fields{}
                    .add("subscription", subscription.number)
                    .add("installation", subscription.installation_key)
                    .add("renewal", "off")
                    .add("purchaser", store::find_payer(database_, subscription.purchaser).email)
                    .add("expires_on", subscription.expires_on)
                    .add("label", label));
        }
    }

    runtime::Context& context_;
    store::Database& database_;
    Catalogue catalogue_;
    store::CustomerRow actor_;
    const std::vector<std::string>& numbers_;
};

} // namespace

void subscribe_deactivate(runtime::Context& context, const std::vector<std::string>& numbers)
{
    // Switched off before, what was charged since the copy would look as if it had been for others.
    require_reconciled(context);
    auto actor = acting_customer(context);
    if (actor)
        Deactivating{context, std::move(*actor), numbers}.run();
}

} // namespace duesday::flow
