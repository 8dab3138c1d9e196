#include "runtime/meter_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace duesday::runtime {

namespace {

constexpr std::string_view section = "meters.";

/// Named as the settings of all meters; rules/metering says what each is.
constexpr std::array<std::string_view, 9> paths{"meters.lowest_percent",
                                                "meters.highest_percent",
                                                "meters.lowest_percent_first_year",
                                                "meters.highest_percent_first_year",
                                                "meters.floor",
                                                "meters.most_a_day",
                                                "meters.rollover_limit",
                                                "meters.zero_periods",
                                                "meters.total_tolerance"};

constexpr std::array<KnownLimit, paths.size()> limits{{
    {paths[0].substr(section.size()), 38, 0, 100},
    {paths[1].substr(section.size()), 240, 100, 10'000},
    {paths[2].substr(section.size()), 25, 0, 100},
    {paths[3].substr(section.size()), 300, 100, 10'000},
    {paths[4].substr(section.size()), 50, 0, 999'999'999},
    {paths[5].substr(section.size()), 50'000, 1, 999'999'999},
    {paths[6].substr(section.size()), 250'000, 0, 999'999'999},
    {paths[7].substr(section.size()), 0, 0, 1'000},
    {paths[8].substr(section.size()), 0, 0, 999'999'999},
}};

MeterLimit* limit_like(Config& config, const MeterLimit& wanted)
{
    const auto found = std::find_if(
        config.meters.limits.begin(), config.meters.limits.end(), [&](const auto& set) {
            return set.model == wanted.model && set.kind == wanted.kind && set.name == wanted.name;
        });
    return found == config.meters.limits.end() ? nullptr : &*found;
}

std::int64_t number_of(const std::string& digits)
{
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

KnownSetting setting_of(std::string_view path, const KnownLimit& limit)
{
    return {path, SettingKind::whole_number,
            [&limit](Config& config, const std::string& value) {
                return set_limit(config, {"", "", std::string{limit.name}, number_of(value)});
            },
            [&limit](const Config& config) {
                for (const auto& set : config.meters.limits)
                    if (set.model.empty() && set.kind.empty() && set.name == limit.name)
                        return std::to_string(set.value);
                return std::to_string(limit.usual);
            }};
}

} // namespace

std::span<const KnownLimit> known_limits()
{
    return limits;
}

const KnownLimit* find_limit(std::string_view name)
{
    const auto* found = std::find_if(limits.begin(), limits.end(),
                                     [&](const auto& limit) { return limit.name == name; });
    return found == limits.end() ? nullptr : found;
}

bool is_meter_kind(std::string_view kind)
{
    return kind == "black" || kind == "colour" || kind == "total" || kind == "other";
}

std::string set_limit(Config& config, const MeterLimit& limit)
{
    const auto* known = find_limit(limit.name);
    if (known == nullptr)
        return "is no limit";
    if (limit.value < known->least || limit.value > known->most)
        return fmt::format("must be {} to {}", known->least, known->most);
    if (auto* set = limit_like(config, limit))
        set->value = limit.value;
    else
        config.meters.limits.push_back(limit);
    return {};
}

std::vector<KnownSetting> meter_limit_settings()
{
    std::vector<KnownSetting> settings;
    for (std::size_t i = 0; i < paths.size(); ++i)
        settings.push_back(setting_of(paths[i], limits[i]));
    settings.push_back(
        {"meters.device_pair_days", SettingKind::whole_number,
         [](Config& config, const std::string& value) -> std::string {
             config.meters.device_pair_days = static_cast<int>(number_of(value));
             return config.meters.device_pair_days < 0 || config.meters.device_pair_days > 366
                        ? "must be 0 to 366"
                        : "";
         },
         [](const Config& config) { return std::to_string(config.meters.device_pair_days); }});
    return settings;
}

} // namespace duesday::runtime
