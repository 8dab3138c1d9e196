#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "flow/deactivation.hpp"
#include "flow/due_days.hpp"
#include "flow/lapse.hpp"
#include "flow/lost_payments.hpp"
#include "flow/policies.hpp"
#include "flow/subscribe.hpp"
#include "flow/unexplained_payments.hpp"
#include "store/customers.hpp"
#include "store/installations.hpp"
#include "store/renewal_switches.hpp"
#include "store/roles.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using runtime::Fields;

struct Place {
    store::InstallationRow installation;
    store::CustomerRow customer;
};

void refuse(runtime::Context& context, const std::string& subject, std::string_view reason,
            const std::string& text)
{
    context.report.refuse({"role", subject, Outcome::attention, reason, text});
}

/// What the words name; nothing where one of them was refused.
std::optional<Place> place_of(runtime::Context& context, const RoleOptions& options)
{
    auto& database = context.book.database();
    if (options.role != "si" && options.role != "owner") {
        refuse(context, options.role, "unknown_role",
               fmt::format("there is no role '{}': si and owner are the roles", options.role));
        return std::nullopt;
    }
    const auto installation = store::find_installation(database, options.installation);
    if (!installation) {
        refuse(context, options.installation, "unknown_installation",
               fmt::format("there is no installation {}", options.installation));
        return std::nullopt;
    }
    const auto customer = store::find_customer(database, std::string_view{options.customer});
    if (!customer) {
        refuse(context, options.customer, "unknown_customer",
               fmt::format("there is no customer {}: customers list names them", options.customer));
        return std::nullopt;
    }
    return Place{*installation, *customer};
}

void report(runtime::Context& context, const RoleOptions& options, Outcome outcome,
            std::string_view reason, std::string_view result, const std::string& text)
{
    context.report.subject({"role", options.customer, outcome, reason, text},
                           Fields{}
                               .add("installation", options.installation)
                               .add("customer", options.customer)
                               .add("role", options.role)
                               .add("result", result));
}

void audit(store::Write& write, const RoleOptions& options, std::string_view what)
{
    const auto role = fmt::format("customer={}\nrole={}", options.customer, options.role);
    const bool added = what == "role_added";
    write.audit("installation/" + options.installation, what, added ? "" : role, added ? role : "");
}

/// What the customer pays there on this day, or is about to pay; what has ended is no reason to
/// stay, whether or not renew has recorded the end (D17).
std::vector<store::Subscription> still_paid_by(const runtime::Context& context, const Place& place)
{
    auto& database = context.book.database();
    auto paid = store::paid_by(database, place.installation.id, place.customer.id);
    if (paid.empty())
        return paid;
    const Catalogue catalogue{database};
    std::erase_if(paid, [&](const store::Subscription& subscription) {
        auto about = deactivation_facts(context, catalogue, subscription);
        about.has_role = true;
        return rules::decide_deactivation(about, context.today()) ==
               rules::Deactivation::already_expired;
    });
    return paid;
}

/// A payment of the customer's that was lost with a copy, and that may be for a subscription there.
struct WaitingPayment {
    std::string subscription;
    store::UnexplainedPayment payment;
};

std::optional<WaitingPayment> waiting_payment(const runtime::Context& context, const Place& place)
{
    auto& database = context.book.database();
    LostPayments lost{context};
    const Catalogue catalogue{database};
    std::optional<WaitingPayment> waiting;
    if (const auto* payment = lost.purchase_of(place.customer.id))
        return WaitingPayment{"a purchase", *payment};
    store::SubscriptionFilter there;
    there.installation = place.installation.id;
    store::each_subscription(database, there, [&](const store::SubscriptionListing& listing) {
        if (waiting || listing.standing != rules::Standing::running)
            return;
        const auto subscription = store::subscription_by_id(database, listing.id);
        const auto terms = catalogue.next_terms(subscription.product, subscription.announced_terms);
        if (const auto* payment = lost.made_by(subscription, terms, place.customer.id))
            waiting = WaitingPayment{subscription.number, *payment};
    });
    return waiting;
}

/// --force: nobody without a role goes on paying (SUB-128). Who was told of a renewal is told that
/// there is none (M2), in the name of the firm.
void stop_renewals(store::Write& write, const runtime::Context& context, std::int64_t customer,
                   const std::vector<store::Subscription>& paid)
{
    const Catalogue catalogue{write.database()};
    const auto policy = renewal_policy(context.config());
    std::vector<LetterLine> told;
    for (const auto& subscription : paid) {
        auto about = deactivation_facts(context, catalogue, subscription);
        about.has_role = true;
        if (!about.renewal)
            continue;
        if (rules::decide_deactivation(about, context.today()) ==
            rules::Deactivation::stops_announced)
            told.push_back(letter_line(subscription, catalogue));
        rules::RenewalFacts facts;
        facts.standing = subscription.standing;
        facts.expires_on = subscription.expires_on;
        facts.period_open = subscription.coming_charge.has_value();
        // What has ended waits for its repurchase alone: renew has nothing to look at.
        if (subscription.standing != rules::Standing::lapsed)
            store::switch_renewal_off(write, subscription.id, due_days(facts, policy));
        store::record_switch(write, {subscription.id, false, std::nullopt, subscription.expires_on,
                                     std::nullopt, std::nullopt});
        write.audit("subscription/" + subscription.number, "deactivated",
                    subscription.renewal ? "renewal=on" : "renewal=waits",
                    "renewal=off\nreason=role_removed");
    }
    if (!told.empty())
        send_renewal_stopped(write, customer, told, {context.config().seller.name, std::nullopt});
}

std::string numbers_of(const std::vector<store::Subscription>& subscriptions)
{
    std::vector<std::string> numbers;
    for (const auto& subscription : subscriptions)
        numbers.push_back(subscription.number);
    return fmt::format("{}", fmt::join(numbers, ", "));
}

} // namespace

void subscribe_roles_add(runtime::Context& context, const RoleOptions& options)
{
    const auto place = place_of(context, options);
    if (!place)
        return;
    const auto what =
        fmt::format("{} as {} of {}", options.customer, options.role, options.installation);
    auto& database = context.book.database();
    if (store::has_this_role(database, place->installation.id, place->customer.id, options.role))
        return report(context, options, Outcome::skipped, "already_there", "unchanged",
                      fmt::format("{}: already there", what));
    for (const auto& other : store::customers_with_email(database, place->customer.customer.email))
        if (other.acts && other.id != place->customer.id)
            return refuse(
                context, options.customer, "email_taken",
                fmt::format("{} has the same e-mail and a role or subscription (SUB-053): "
                            "give one of them another address with customers edit",
                            other.customer.key));
    if (context.dry_run)
        return report(context, options, Outcome::done, "", "planned",
                      fmt::format("{} would be added", what));
    store::Write write{context.book, context.stamp()};
    store::give_role(write, place->installation.id, place->customer.id, options.role);
    audit(write, options, "role_added");
    write.commit();
    report(context, options, Outcome::done, "", "added", fmt::format("{} added", what));
}

void subscribe_roles_remove(runtime::Context& context, const RoleOptions& options)
{
    const auto place = place_of(context, options);
    if (!place)
        return;
    const auto what =
        fmt::format("{} as {} of {}", options.customer, options.role, options.installation);
    const auto installation = place->installation.id;
    const auto customer = place->customer.id;
    store::Write write{context.book, context.stamp()};
    auto& database = write.database();
    if (!store::has_this_role(database, installation, customer, options.role))
        return report(context, options, Outcome::skipped, "no_such_role", "unchanged",
                      fmt::format("{}: not there", what));
    const bool loses_all =
        store::count_other_roles(database, installation, customer, options.role) == 0;
    auto paid = loses_all ? still_paid_by(context, *place) : std::vector<store::Subscription>{};
    if (!paid.empty() && !options.force)
        return refuse(
            context, options.customer, "still_purchaser",
            fmt::format(
                "{} still pays {} there, or is about to (SUB-128): let another activate them "
                "first, or remove with --force, which switches their renewal off",
                options.customer, numbers_of(paid)));
    if (loses_all && !options.force)
        if (const auto waiting = waiting_payment(context, *place))
            return refuse(context, options.customer, "still_purchaser",
                          fmt::format("{} may have paid for {} there (SUB-128): {} was lost with a "
                                      "copy; {}",
                                      options.customer, waiting->subscription,
                                      money_text(waiting->payment.amount),
                                      how_to_settle(waiting->payment.key)));
    if (context.dry_run)
        return report(context, options, Outcome::done, "", "planned",
                      fmt::format("{} would be removed", what));
    // What another is about to take over is theirs to stop.
    std::erase_if(paid, [&](const store::Subscription& subscription) {
        return store::awaited_payer(database, subscription.id).value_or(customer) != customer;
    });
    stop_renewals(write, context, customer, paid);
    store::take_role(write, installation, customer, options.role);
    audit(write, options, "role_removed");
    write.commit();
    report(context, options, Outcome::done, "", "removed", fmt::format("{} removed", what));
    if (!paid.empty())
        context.report.warn(
            fmt::format("{} was the purchaser of {}: their renewal is off, and they "
                        "end with their last day unless another activates them",
                        options.customer, numbers_of(paid)));
}

} // namespace duesday::flow
