#include "flow/cloud_messages.hpp"

#include "flow/letter_facts.hpp"
#include "rules/subscription/product.hpp"
#include "store/subscriptions.hpp"

#include <vector>

namespace duesday::flow {

std::string cloud_facts(store::Database& database, const store::OutboxRow& row)
{
    if (row.facts != facts_of_invoice)
        return row.facts;
    std::vector<Entitlement> entitlements;
    for (auto& paid : store::periods_paid_by_invoice(database, row.subject)) {
        const bool mail = rules::carries_authenticated_mail(paid.reference, paid.service);
        entitlements.push_back({std::move(paid.subscription), std::move(paid.installation),
                                std::move(paid.service), paid.ends_on, mail});
    }
    return activate_facts(entitlements);
}

} // namespace duesday::flow
