#include "flow/lapse.hpp"

#include "rules/subscription/cloud_word.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <vector>

namespace duesday::flow {

LetterLine letter_line(const store::Subscription& subscription, const Catalogue& catalogue)
{
    const auto& product = catalogue.by_id(subscription.product);
    LetterLine line;
    line.subscription = subscription.number;
    line.installation = subscription.installation_key;
    line.installation_name = subscription.installation_name;
    line.service = subscription.service;
    line.reference = product.reference;
    line.product = product.name;
    line.expires_on = subscription.expires_on;
    line.term_years = product.term_years;
    line.price = product.price;
    return line;
}

void end_subscriptions(store::Write& write, const store::Payer& payer,
                       std::span<const Ending> endings, const Catalogue& catalogue)
{
    if (endings.empty())
        return;
    std::vector<LetterLine> lines;
    std::vector<Entitlement> stops;
    for (const auto& [subscription, reason] : endings) {
        store::lapse_subscription(write, subscription.id);
        write.audit("subscription/" + subscription.number, "lapsed", "standing=running",
                    fmt::format("standing=lapsed\nended_on={}\nreason={}",
                                subscription.expires_on.iso(), rules::code_of(reason)));
        auto line = letter_line(subscription, catalogue);
        line.reason = rules::code_of(reason);
        lines.push_back(std::move(line));
        stops.push_back({subscription.number, subscription.installation_key, subscription.service,
                         subscription.expires_on});
    }
    // A subscription ends once per expiry, so that the first of a digest names it for good.
    const auto& first = endings.front().subscription;
    const auto period = first.expires_on.iso();
    store::enqueue(write, {"mail", "service-ended", first.number, period, 1, payer.customer,
                           service_ended_facts(lines)});
    store::enqueue(write, {"cloud", rules::code_of(rules::CloudWord::stop), first.number, period, 1,
                           "cloud", stop_facts(stops)});
}

} // namespace duesday::flow
