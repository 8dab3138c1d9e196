#include "flow/due_days.hpp"

#include "rules/subscription/due.hpp"

namespace duesday::flow {

store::DueDays due_days(rules::RenewalFacts facts, const rules::RenewalPolicy& policy)
{
    facts.renewal = true;
    const auto renewing = rules::next_due(facts, policy);
    facts.renewal = false;
    return {renewing, rules::next_due(facts, policy)};
}

store::DueDays due_days_after_payment(Date expires_on, const rules::RenewalPolicy& policy)
{
    rules::RenewalFacts facts;
    facts.expires_on = expires_on;
    return due_days(facts, policy);
}

} // namespace duesday::flow
