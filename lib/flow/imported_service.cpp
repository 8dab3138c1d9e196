#include "flow/imported_service.hpp"

#include "flow/letter_facts.hpp"
#include "rules/subscription/cloud_word.hpp"
#include "rules/subscription/product.hpp"
#include "store/outbox_repeats.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

Entitlement entitlement_of(const std::string& installation, const WantedSubscription& wanted)
{
    const auto& content = wanted.content;
    return {std::string{content.number}, installation, std::string{content.service},
            content.expires_on,
            rules::carries_authenticated_mail(wanted.reference, content.service)};
}

void tell(const ImportScope& scope, rules::CloudWord word, const Entitlement& entitlement)
{
    if (word == rules::CloudWord::none)
        return;
    const auto facts = word == rules::CloudWord::stop ? stop_facts({&entitlement, 1})
                                                      : activate_facts({&entitlement, 1});
    // A file may say the same day a second time, with another in between.
    const auto period = fmt::format("import {}", entitlement.last_day.iso());
    store::enqueue_next(scope.write, {"cloud", rules::code_of(word), entitlement.subscription,
                                      period, 1, "cloud", facts});
}

} // namespace

void tell_cloud_of_change(const ImportScope& scope, const std::string& installation,
                          const store::ImportedSubscription& stored,
                          const WantedSubscription& wanted)
{
    const auto& content = wanted.content;
    const auto entitlement = entitlement_of(installation, wanted);
    const rules::CloudFacts before{
        stored.standing, stored.expires_on,
        rules::carries_authenticated_mail(stored.reference, stored.service)};
    const rules::CloudFacts after{content.is_lapsed ? rules::Standing::lapsed
                                                    : rules::Standing::running,
                                  content.expires_on, entitlement.authenticated_mail};
    tell(scope, rules::cloud_word_after(before, after, scope.today), entitlement);
}

void tell_cloud_of_successor(const ImportScope& scope, const std::string& installation,
                             const WantedSubscription& wanted, std::int64_t last_known)
{
    const auto& content = wanted.content;
    if (last_known > 0 && !content.is_lapsed &&
        store::has_ended_before(scope.database(), content.installation, content.service,
                                last_known))
        tell(scope, rules::CloudWord::activate, entitlement_of(installation, wanted));
}

} // namespace duesday::flow
