// Bulk switching of renewals: which subscriptions are meant, and what speaks against some of them.
#pragma once

#include "runtime/context.hpp"
#include "store/subscriptions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// One subscription that is not switched: nothing to do, or refused.
struct NotSwitched {
    std::string subscription;
    std::string reason;
    std::string text;
    bool refused = true;        ///< false: there is nothing to do
    bool not_permitted = false; ///< refused with 77 rather than 65
    std::string installation;   ///< empty where the subscription is not known
};

/// Each named subscription once, in the order given. One that is not there is added to `not_found`.
std::vector<store::Subscription> named_subscriptions(store::Database& database,
                                                     const std::vector<std::string>& numbers,
                                                     std::vector<NotSwitched>& not_found);

/// SUB-129: an installation is switched as a whole or not at all. Moves the items of installations
/// where one was refused over to `left_out` as `installation_refused`.
template <class Item>
void keep_installations_whole(std::vector<Item>& items, std::vector<NotSwitched>& left_out);

/// The sentence for an item whose installation has a refused one.
NotSwitched left_out_with(const store::Subscription& subscription, const std::string& refused);

/// One line an item; refusals set the exit status.
void report_not_switched(runtime::Context& context, std::string_view event,
                         const std::vector<NotSwitched>& not_switched);

template <class Item>
void keep_installations_whole(std::vector<Item>& items, std::vector<NotSwitched>& left_out)
{
    const auto refusals = left_out;
    std::erase_if(items, [&](const Item& item) {
        for (const auto& refusal : refusals) {
            if (!refusal.refused || refusal.installation != item.subscription.installation_key)
                continue;
            left_out.push_back(left_out_with(item.subscription, refusal.subscription));
            return true;
        }
        return false;
    });
}

} // namespace duesday::flow
