#include "flow/grace_extensions.hpp"

#include "flow/letter_facts.hpp"
#include "rules/subscription/cloud_word.hpp"
#include "rules/subscription/product.hpp"
#include "store/outbox.hpp"

namespace duesday::flow {

void extend_in_cloud(store::Write& write, const GraceExtension& extension,
                     const Catalogue& catalogue)
{
    const auto& [subscription, until] = extension;
    const Entitlement entitlement{
        subscription.number, subscription.installation_key, subscription.service, until,
        rules::carries_authenticated_mail(catalogue.by_id(subscription.product).reference,
                                          subscription.service)};
    store::enqueue(write, {"cloud", rules::code_of(rules::CloudWord::activate), subscription.number,
                           until.iso(), 1, "cloud", activate_facts({&entitlement, 1})});
}

void wait_for_card(store::Write& write, const runtime::Context& context, const Catalogue& catalogue,
                   const partner::CardGateway& gateway, std::int64_t payer)
{
    store::make_payer_due(write, payer, context.today());
    const RenewalPlanning renewals{context, catalogue, gateway, {false, true, false}};
    for (const auto& extension : renewals.plan(payer).extensions)
        extend_in_cloud(write, extension, catalogue);
}

} // namespace duesday::flow
