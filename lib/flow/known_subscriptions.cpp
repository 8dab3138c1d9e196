#include "flow/known_subscriptions.hpp"

#include "flow/catalogue.hpp"
#include "flow/policies.hpp"
#include "flow/renewal_facts.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

/// Its last day has passed, and renew would only record how it ended.
bool has_ended(const ImportScope& scope, const store::ImportedSubscription& stored)
{
    if (stored.standing != rules::Standing::running || scope.today <= stored.expires_on)
        return false;
    auto& database = scope.database();
    const auto subscription = store::subscription_by_id(database, stored.id);
    const auto payer = store::find_payer(database, subscription.purchaser);
    const auto facts = PayerRenewals{database, scope.today, payer, nullptr}.facts_of(
        subscription,
        Catalogue{database}.next_terms(subscription.product, subscription.announced_terms));
    return rules::is_end_due(facts, scope.today, renewal_policy(scope.config));
}

} // namespace

intake::Problem place_taken(const ImportScope& scope, const store::SubscriptionContent& content)
{
    const auto holder =
        store::place_holder(scope.database(), content.installation, content.service);
    if (!holder)
        return {"subscription", "already_subscribed",
                "another subscription has the installation's place for the service"};
    const bool is_over = holder->expires_on < scope.today;
    return {"installation", "already_subscribed",
            fmt::format("{} is the installation's subscription for {}{}", holder->number,
                        content.service,
                        is_over ? fmt::format("; it ended on {}, run renew first to record it",
                                              holder->expires_on.iso())
                                : "; one at a time (SUB-023)")};
}

void check_changes(const store::ImportedSubscription& stored, WantedSubscription& wanted,
                   std::vector<intake::Problem>& problems)
{
    auto& content = wanted.content;
    const auto refuse = [&](const char* column, const char* reason, std::string text) {
        problems.push_back({column, reason, std::move(text)});
    };
    if (stored.standing == rules::Standing::ordered || stored.standing == rules::Standing::void_)
        refuse("subscription", "not_imported",
               fmt::format("{} was bought here and is {}; an import does not change it",
                           content.number, rules::code_of(stored.standing)));
    if (stored.installation != content.installation)
        refuse("installation", "installation_fixed",
               fmt::format("{} belongs to another installation and does not move (SUB-020)",
                           content.number));
    if (stored.service != content.service)
        refuse("reference", "service_fixed",
               fmt::format("{} is a subscription for {}, {} gives {}", content.number,
                           stored.service, wanted.reference, content.service));
    if (stored.is_charged) {
        if (content.product == stored.imported_product) {
            content.product = stored.product;
            wanted.reference = stored.reference;
        }
        if (content.expires_on == stored.imported_until)
            content.expires_on = stored.expires_on;
        if (stored.run > 1 || !wanted.has_start)
            content.starts_on = stored.starts_on;
        if (content.expires_on != stored.expires_on)
            refuse("expires_on", "period_charged",
                   fmt::format("{} is paid until {} by a charge made here; an import does not "
                               "change that",
                               content.number, stored.expires_on.iso()));
        if (content.starts_on != stored.starts_on || content.bought_on != stored.bought_on)
            refuse("bought_on", "period_charged",
                   fmt::format("{} has been charged here; an import does not change when it "
                               "began",
                               content.number));
    }
    // Where it was handed over here, the file may say what it said before that.
    const bool names_another = stored.purchaser != content.purchaser && !stored.was_switched_on;
    if (stored.is_payment_open && (names_another || stored.product != content.product))
        refuse("purchaser", "payment_open",
               fmt::format("a payment for {} has no answer yet; run poll-confirmations, then "
                           "load the row again",
                           content.number));
}

void keep_what_happened(const ImportScope& scope, const store::ImportedSubscription& stored,
                        WantedSubscription& wanted, const Place& place)
{
    auto& content = wanted.content;
    const bool is_same = content.renewal == stored.renewal && content.purchaser == stored.purchaser;
    const bool is_same_period = content.expires_on == stored.expires_on;
    if (is_same || !(stored.is_switched || (is_same_period && has_ended(scope, stored))))
        return;
    const auto keep = [&](const char* column, std::string_view what) {
        if (stored.is_switched)
            scope.warn(place, {column, "switched_here",
                               fmt::format("{} {}: it was switched here, and an import does not "
                                           "change that; subscribe deactivate and activate do",
                                           content.number, what)});
        else
            scope.warn(place, {column, "ended_already",
                               fmt::format("{} {}: {} was its last day, and an import does not "
                                           "change how it ended; renew records that",
                                           content.number, what, stored.expires_on.iso())});
    };
    if (content.renewal != stored.renewal)
        keep("renewal", stored.renewal ? "keeps its renewal on" : "keeps its renewal off");
    if (content.purchaser != stored.purchaser)
        keep("purchaser", fmt::format("keeps its purchaser {}", stored.purchaser_key));
    content.renewal = stored.renewal;
    content.purchaser = stored.purchaser;
}

} // namespace duesday::flow
