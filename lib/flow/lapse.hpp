// The end of a service: recorded, told to its payer, and to the cloud.
#pragma once

#include "flow/catalogue.hpp"
#include "flow/letter_facts.hpp"
#include "rules/subscription/renewal.hpp"
#include "store/payers.hpp"
#include "store/subscriptions.hpp"

#include <span>

namespace duesday::flow {

/// A line of a letter about the subscription as it is; price and charge day are left to the caller.
LetterLine letter_line(const store::Subscription& subscription, const Catalogue& catalogue);

/// A subscription that ends, and why.
struct Ending {
    store::Subscription subscription;
    rules::LapseReason reason = rules::LapseReason::none;
};

/// Records the end of each (D17, SUB-113): audit, one service-ended letter for the payer, one stop
/// message for the cloud. Nothing for an empty list.
void end_subscriptions(store::Write& write, const store::Payer& payer,
                       std::span<const Ending> endings, const Catalogue& catalogue);

} // namespace duesday::flow
