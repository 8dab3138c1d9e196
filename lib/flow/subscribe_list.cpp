#include "flow/service_states.hpp"
#include "flow/subscribe.hpp"
#include "rules/subscription/product.hpp"
#include "store/customers.hpp"
#include "store/installations.hpp"
#include "store/subscription_findings.hpp"
#include "store/subscription_lists.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using runtime::Fields;
using store::SubscriptionListing;

void refuse_unknown(runtime::Context& context, std::string_view event, const std::string& subject,
                    std::string_view reason, const std::string& text)
{
    context.report.refuse({event, subject, Outcome::attention, reason, text});
}

/// The filter's ids; nothing where a name was refused.
std::optional<store::SubscriptionFilter> filter_of(runtime::Context& context,
                                                   const SubscriptionListOptions& options)
{
    auto& database = context.book.database();
    store::SubscriptionFilter filter;
    filter.expiring_by = options.expiring_by;
    if (options.installation) {
        const auto found = store::find_installation(database, *options.installation);
        if (!found) {
            refuse_unknown(context, "installation", *options.installation, "unknown_installation",
                           fmt::format("there is no installation {}", *options.installation));
            return std::nullopt;
        }
        filter.installation = found->id;
    }
    if (options.purchaser) {
        const auto found = store::customers_with_email(database, *options.purchaser);
        // Of those with one address only one acts, and only who acts has subscriptions.
        for (const auto& customer : found)
            if (!filter.purchaser || customer.acts)
                filter.purchaser = customer.id;
        if (!filter.purchaser) {
            refuse_unknown(context, "customer", *options.purchaser, "unknown_customer",
                           fmt::format("no customer has the e-mail {}: customers list names them",
                                       *options.purchaser));
            return std::nullopt;
        }
    }
    return filter;
}

Fields row_of(const SubscriptionListing& listing, const ServiceToday& today)
{
    Fields fields;
    fields.add("subscription", listing.number)
        .add("installation", listing.installation)
        .add("reference", listing.reference)
        .add("service", listing.service)
        .add("state", rules::code_of(today.state))
        .add("renewal", listing.renewal ? "on" : "off")
        .add("purchaser", listing.purchaser_email)
        .add("expires_on", listing.expires_on)
        .add("label", today.label);
    return fields;
}

/// Warnings, no errors: nothing is wrong with the book (SUB-122).
void list_findings(runtime::Context& context, const store::SubscriptionFilter& filter)
{
    store::each_shared_installation(
        context.book.database(), filter, context.today(),
        [&](const store::SharedInstallation& shared) {
            context.report.subject(
                {"finding", shared.installation, Outcome::attention, "several_purchasers",
                 fmt::format("the subscriptions of {} have several purchasers: {}; one is advised "
                             "(SUB-122)",
                             shared.installation, fmt::join(shared.purchasers, ", "))},
                Fields{}
                    .add("installation", shared.installation)
                    .add("purchasers", shared.purchasers));
        });
    store::each_crowded_month(
        context.book.database(), filter, [&](const store::CrowdedMonth& crowded) {
            context.report.subject(
                {"finding", crowded.purchaser, Outcome::attention, "several_renewal_invoices",
                 fmt::format("{} has {} renewal invoices for {} in {} (SUB-103): {}",
                             crowded.purchaser, crowded.invoices.size(), crowded.month,
                             crowded.currency, fmt::join(crowded.reasons, ", "))},
                Fields{}
                    .add("purchaser", crowded.purchaser)
                    .add("month", crowded.month)
                    .add("currency", crowded.currency)
                    .add("invoices", crowded.invoices)
                    .add("reasons", crowded.reasons));
        });
}

/// SUB-135: a plan that was not confirmed leaves no trace, so that only the switch-off shows.
void list_open_transfers(runtime::Context& context, const store::SubscriptionFilter& filter)
{
    store::each_open_transfer(
        context.book.database(), filter, context.today(), [&](const store::OpenTransfer& open) {
            const auto by =
                open.switched_off_by.empty() ? std::string{"an operator"} : open.switched_off_by;
            context.report.subject(
                {"finding", open.subscription, Outcome::attention, "transfer_not_finished",
                 fmt::format("{}: renewal off since {} by {}, transfer not finished: {} still is "
                             "the purchaser (SUB-135); let the new payer activate it, or it ends "
                             "on {}",
                             open.subscription, open.switched_off_on.iso(), by, open.purchaser,
                             open.expires_on.iso())},
                Fields{}
                    .add("subscription", open.subscription)
                    .add("installation", open.installation)
                    .add("purchaser", open.purchaser)
                    .add("switched_off_on", open.switched_off_on)
                    .add("switched_off_by", open.switched_off_by)
                    .add("expires_on", open.expires_on));
        });
}

std::vector<Fields> history_fields(store::Database& database, const SubscriptionListing& listing)
{
    std::vector<Fields> history;
    for (const auto& event : store::history_of(database, listing.id)) {
        Fields fields;
        fields.add("on", event.on)
            .add("what", event.what)
            .add("subject", event.subject)
            .add("amount", event.amount)
            .add("state", event.state)
            .add("reason", event.reason)
            .add("starts_on", event.starts_on)
            .add("ends_on", event.ends_on);
        history.push_back(std::move(fields));
    }
    return history;
}

} // namespace

void subscribe_list(runtime::Context& context, const SubscriptionListOptions& options)
{
    const auto filter = filter_of(context, options);
    if (!filter)
        return;
    if (options.findings) {
        list_findings(context, *filter);
        list_open_transfers(context, *filter);
        return;
    }
    const Catalogue catalogue{context.book.database()};
    ServiceStates states{context, catalogue};
    const auto state = options.state ? rules::parse_service_state(*options.state) : std::nullopt;
    store::each_subscription(context.book.database(), *filter,
                             [&](const SubscriptionListing& listing) {
                                 const auto today = states.of(listing);
                                 if (!state || today.state == *state)
                                     context.report.row(row_of(listing, today));
                             });
}

void subscribe_show(runtime::Context& context, const std::string& number)
{
    auto& database = context.book.database();
    const auto listing = store::find_listed(database, number);
    if (!listing) {
        refuse_unknown(
            context, "subscription", number, "unknown_subscription",
            fmt::format("there is no subscription {}: subscribe list names them", number));
        return;
    }
    const Catalogue catalogue{database};
    const auto today = ServiceStates{context, catalogue}.of(*listing);
    Fields fields;
    fields.add("subscription", listing->number)
        .add("installation", listing->installation)
        .add("installation_name", listing->installation_name)
        .add("reference", listing->reference)
        .add("product", listing->product)
        .add("service", listing->service)
        .add("state", rules::code_of(today.state))
        .add("standing", rules::code_of(listing->standing))
        .add("renewal", listing->renewal ? "on" : "off")
        .add("purchaser", listing->purchaser_email)
        .add("customer", listing->purchaser)
        .add("bought_on", listing->bought_on)
        .add("starts_on", listing->starts_on)
        .add("expires_on", listing->expires_on)
        .add("run", listing->run)
        .add("origin", listing->origin)
        .add("due_on", listing->due_on)
        .add("label", today.label);
    context.report.object("subscription", fields);
    for (const auto& row : history_fields(database, *listing))
        context.report.row(row);
}

void subscribe_entitlements(runtime::Context& context)
{
    const Catalogue catalogue{context.book.database()};
    ServiceStates states{context, catalogue};
    store::each_running(context.book.database(), [&](const SubscriptionListing& listing) {
        const auto today = states.of(listing);
        if (today.state != rules::ServiceState::active)
            return;
        context.report.row(Fields{}
                               .add("installation", listing.installation)
                               .add("service", listing.service)
                               .add("subscription", listing.number)
                               .add("expires_on", today.entitled_until)
                               .add("authenticated_mail", rules::carries_authenticated_mail(
                                                              listing.reference, listing.service)));
    });
}

} // namespace duesday::flow
