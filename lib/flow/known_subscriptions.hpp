// What a row of a file may change of a subscription that the book knows.
#pragma once

#include "flow/import_kind.hpp"
#include "store/import_subscriptions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// A row about a subscription, resolved.
struct WantedSubscription {
    store::SubscriptionContent content;
    std::string reference;
    CustomerReferences::Customer* purchaser = nullptr;
    bool has_start = false;  ///< starts_on is filled
    bool says_start = false; ///< the column starts_on stands in the row
    std::optional<Date> notified_for;
};

/// Another subscription has the installation's place for the service.
intake::Problem place_taken(const ImportScope& scope, const store::SubscriptionContent& content);

/// What a row may not change, and why; and the days and the product that a charge of ours has moved
/// are put back to what the book says where the file repeats what it said before.
void check_changes(const store::ImportedSubscription& stored, WantedSubscription& wanted,
                   std::vector<intake::Problem>& problems);

/// Renewal and payer are the book's, with a warning, where somebody switched or handed them over
/// here (SUB-028, SUB-125), and from the day after the last one: what ended did so with them, and
/// whose payment failed is not rewritten as a renewal that was off, nor as another's.
void keep_what_happened(const ImportScope& scope, const store::ImportedSubscription& stored,
                        WantedSubscription& wanted, const Place& place);

} // namespace duesday::flow
