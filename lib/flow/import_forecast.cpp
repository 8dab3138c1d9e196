#include "flow/import_forecast.hpp"

#include "base/fault.hpp"
#include "flow/catalogue.hpp"
#include "flow/renewal_plan.hpp"
#include "flow/subject_faults.hpp"
#include "partner/card_gateway.hpp"
#include "store/subscriptions.hpp"

namespace duesday::flow {

namespace {

/// A plan asks only who would charge; an import never charges.
class NamedProvider final : public partner::CardGateway {
public:
    explicit NamedProvider(const std::string& name) : name_{name} {}

    std::string_view provider() const override { return name_; }
    int repeat_seconds() const override { return 0; }
    void charge(std::span<const partner::ChargeRequest>,
                const std::function<void(std::size_t, const partner::ChargeAnswer&)>&) override
    {
        refuse();
    }
    partner::ChargeAnswer look_up(const partner::ChargeRequest&, partner::Asker) override
    {
        refuse();
    }
    void each_payment_since(Timestamp,
                            const std::function<void(const partner::ProviderPayment&)>&) override
    {
        refuse();
    }

private:
    [[noreturn]] static void refuse()
    {
        throw Fault{FaultKind::bug, "an import asked the card provider"};
    }

    const std::string& name_;
};

void add(Forecast& forecast, const RenewalPlanning& planning, std::int64_t payer)
{
    try {
        const auto plan = planning.plan(payer);
        forecast.notices += plan.notices.empty() ? 0 : 1;
        forecast.charges += static_cast<std::int64_t>(plan.charges.size());
        forecast.lapses += static_cast<std::int64_t>(plan.endings.size());
    } catch (const Fault& fault) {
        // Renew passes over that payer, too, and names it.
        if (!concerns_one_subject(fault))
            throw;
    }
}

} // namespace

Forecast forecast_renew(const runtime::Context& context)
{
    auto& database = context.book.database();
    const Catalogue catalogue{database};
    const NamedProvider provider{context.config().cards.provider};
    const RenewalPlanning planning{context, catalogue, provider, {}};
    Forecast forecast;
    for (const auto payer : store::due_payers_as_stored(database, context.today()))
        add(forecast, planning, payer);
    return forecast;
}

} // namespace duesday::flow
