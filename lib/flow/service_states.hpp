// What services are today, as lists, commands and the cloud are told it: past its last day one goes
// on exactly while renew does not end it.
#pragma once

#include "flow/catalogue.hpp"
#include "flow/lost_payments.hpp"
#include "rules/subscription/renewal.hpp"
#include "rules/subscription/subscription.hpp"
#include "runtime/context.hpp"
#include "store/subscription_lists.hpp"

#include <optional>
#include <string>

namespace duesday::flow {

struct ServiceToday {
    rules::ServiceState state = rules::ServiceState::expired;
    std::string label;
    Date entitled_until; ///< of one that is active
};

/// Asks the rules of renewal for what is past its last day, and only for that.
class ServiceStates {
public:
    /// The catalogue must outlive it.
    ServiceStates(const runtime::Context& context, const Catalogue& catalogue);

    ServiceToday of(const store::SubscriptionListing& listing);

private:
    bool goes_on(const store::SubscriptionListing& listing);

    const runtime::Context& context_;
    const Catalogue& catalogue_;
    rules::RenewalPolicy policy_;
    std::optional<LostPayments> lost_;
};

/// The label of one of them.
std::string label_of(const runtime::Context& context, const Catalogue& catalogue,
                     const store::SubscriptionListing& listing);

} // namespace duesday::flow
