// What the cloud hears of subscriptions that come from a file.
#pragma once

#include "flow/known_subscriptions.hpp"

namespace duesday::flow {

/// A row changed what the book said of a subscription.
void tell_cloud_of_change(const ImportScope& scope, const std::string& installation,
                          const store::ImportedSubscription& stored,
                          const WantedSubscription& wanted);

/// A row is new. What a file adds runs already as far as the cloud is concerned, unless the book
/// has stopped another in its place, whose id is `last_known` at most.
void tell_cloud_of_successor(const ImportScope& scope, const std::string& installation,
                             const WantedSubscription& wanted, std::int64_t last_known);

} // namespace duesday::flow
