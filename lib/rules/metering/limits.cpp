#include "rules/metering/limits.hpp"

#include "base/fault.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

struct NamedLimit {
    std::string_view name;
    void (*set)(PlausibilityLimits&, std::int64_t);
};

template <auto member>
void put(PlausibilityLimits& limits, std::int64_t value)
{
    auto& limit = limits.*member;
    limit = static_cast<std::remove_reference_t<decltype(limit)>>(value);
}

using Limits = PlausibilityLimits;

constexpr NamedLimit named_limits[] = {
    {"lowest_percent", put<&Limits::lowest_percent>},
    {"highest_percent", put<&Limits::highest_percent>},
    {"lowest_percent_first_year", put<&Limits::lowest_percent_first_year>},
    {"highest_percent_first_year", put<&Limits::highest_percent_first_year>},
    {"floor", put<&Limits::floor>},
    {"most_a_day", put<&Limits::most_a_day>},
    {"rollover_limit", put<&Limits::rollover_limit>},
    {"zero_periods", put<&Limits::zero_periods>},
    {"total_tolerance", put<&Limits::total_tolerance>},
};

const NamedLimit& limit_named(const std::string& name)
{
    for (const auto& limit : named_limits)
        if (limit.name == name)
            return limit;
    throw Fault{FaultKind::bug, "there is no limit " + name};
}

int speciality(const LimitSetting& setting)
{
    return (setting.kind ? 1 : 0) + (setting.model.empty() ? 0 : 2);
}

} // namespace

MeterLimits::MeterLimits(std::vector<LimitSetting> settings, int device_pair_days)
    : settings_{std::move(settings)}, device_pair_days_{device_pair_days}
{
    for (const auto& setting : settings_)
        limit_named(setting.name);
    std::stable_sort(settings_.begin(), settings_.end(),
                     [](const auto& a, const auto& b) { return speciality(a) < speciality(b); });
}

PlausibilityLimits MeterLimits::of(std::string_view model, MeterKind kind) const
{
    PlausibilityLimits limits;
    for (const auto& setting : settings_)
        if ((setting.model.empty() || setting.model == model) &&
            setting.kind.value_or(kind) == kind)
            limit_named(setting.name).set(limits, setting.value);
    return limits;
}

} // namespace duesday::rules
