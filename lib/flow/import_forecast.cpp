#include "flow/import_forecast.hpp"

#include "store/import_subscriptions.hpp"

namespace duesday::flow {

Forecast forecast_renew(store::Database& database, Date today, const rules::RenewalPolicy& policy)
{
    Forecast forecast;
    std::int64_t notified = 0; // the purchaser counted last: they come together
    std::int64_t charged = 0;
    std::string month;
    std::string currencies; // of that purchaser and month
    store::each_due(database, today, [&](const store::DueSubscription& due) {
        const auto decision = rules::decide_renewal(due.facts, today, policy);
        if (decision.announce && due.purchaser != notified) {
            notified = due.purchaser;
            ++forecast.notices;
        }
        if (decision.step == rules::RenewalStep::lapse)
            ++forecast.lapses;
        if (decision.step != rules::RenewalStep::charge)
            return;
        const auto due_month = rules::group_month(due.facts.expires_on);
        if (due.purchaser != charged || due_month != month) {
            charged = due.purchaser;
            month = due_month;
            currencies.clear();
        }
        if (currencies.find(due.currency) != currencies.npos)
            return;
        currencies += due.currency + " ";
        ++forecast.charges;
    });
    return forecast;
}

} // namespace duesday::flow
