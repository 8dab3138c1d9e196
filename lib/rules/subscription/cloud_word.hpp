// What the cloud has to be told where a file changes a subscription.
#pragma once

#include "rules/subscription/subscription.hpp"

namespace duesday::rules {

/// What the cloud knows of a subscription, or would have to.
struct CloudFacts {
    Standing standing = Standing::running;
    Date expires_on;
    bool authenticated_mail = false; ///< SUB-011
};

enum class CloudWord {
    none,
    activate, ///< with its last day of today
    stop,
};

const char* code_of(CloudWord word);

/// The cloud's last word and the entitlements agree (SUB-031, SUB-032). Nothing where `after` ends
/// before today and that is not recorded: `renew` will, and says so.
CloudWord cloud_word_after(const CloudFacts& before, const CloudFacts& after, Date today);

} // namespace duesday::rules
