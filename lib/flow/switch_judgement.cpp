#include "flow/switch_judgement.hpp"

#include <fmt/format.h>

#include <set>

namespace duesday::flow {

std::vector<store::Subscription> named_subscriptions(store::Database& database,
                                                     const std::vector<std::string>& numbers,
                                                     std::vector<NotSwitched>& not_found)
{
    std::vector<store::Subscription> found;
    std::set<std::string> seen;
    for (const auto& number : numbers) {
        if (!seen.insert(number).second)
            continue;
        if (auto subscription = store::find_subscription(database, number))
            found.push_back(std::move(*subscription));
        else
            not_found.push_back(
                {number,
                 "unknown_subscription",
                 fmt::format("there is no subscription {}: subscribe list names them", number),
                 true,
                 false,
                 {}});
    }
    return found;
}

NotSwitched left_out_with(const store::Subscription& subscription, const std::string& refused)
{
    return {subscription.number,
            "installation_refused",
            fmt::format("{} stays as it is because {} of its installation {} was refused "
                        "(SUB-129): leave that one out or mend it",
                        subscription.number, refused, subscription.installation_key),
            true,
            false,
            subscription.installation_key};
}

void report_not_switched(runtime::Context& context, std::string_view event,
                         const std::vector<NotSwitched>& not_switched)
{
    for (const auto& one : not_switched) {
        auto fields = runtime::Fields{}.add("subscription", one.subscription);
        if (one.refused)
            context.report.refuse(
                {event, one.subscription, Outcome::attention, one.reason, one.text}, fields,
                one.not_permitted ? runtime::Exit::not_permitted : runtime::Exit::bad_input);
        else
            context.report.subject(
                {event, one.subscription, Outcome::skipped, one.reason, one.text}, fields);
    }
}

} // namespace duesday::flow
