#include "flow/policies.hpp"

#include "rules/customer/identification.hpp"

namespace duesday::flow {

rules::VatPolicy vat_policy(const runtime::Config& config)
{
    return {config.seller.country, config.vat_standard.value_or(VatRate{}), config.vat_oss,
            config.vat_oss_rates};
}

rules::RenewalPolicy renewal_policy(const runtime::Config& config)
{
    rules::RenewalPolicy policy;
    policy.month_rule = config.renew_month_rule == "month_end" ? rules::MonthRule::month_end
                                                               : rules::MonthRule::clamp;
    policy.card_test_days = config.renew_unknown_grace_days;
    return policy;
}

rules::MeterLimits meter_limits(const runtime::Config& config)
{
    std::vector<rules::LimitSetting> settings;
    for (const auto& limit : config.meters.limits)
        settings.push_back({limit.model,
                            limit.kind.empty() ? std::nullopt : rules::meter_kind(limit.kind),
                            limit.name, limit.value});
    return rules::MeterLimits{std::move(settings), config.meters.device_pair_days};
}

bool has_valid_vat_number(const store::Payer& payer)
{
    return !payer.vat_number.empty() && rules::check_vat_number(payer.country, payer.vat_number) ==
                                            rules::IdentificationProblem::none;
}

rules::VatDecision vat_for(const store::Payer& payer, const rules::VatPolicy& policy)
{
    return rules::decide_vat(policy, payer.country, has_valid_vat_number(payer));
}

} // namespace duesday::flow
