#include "rules/metering/usage.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

constexpr int days_a_year = 365;
constexpr int fewest_days = 25;      ///< known days that say something about a meter
constexpr int season_years = 4;      ///< earlier years that are asked about these days
constexpr std::int64_t whole = 1000; ///< shares and growth in parts of this
/// What is more than this is taken for it: no counter of a machine means it, and nothing that is
/// reckoned with it leaves 64 bits.
constexpr std::int64_t most_volume = 1'000'000'000'000;
constexpr std::int64_t least_growth = 800;
constexpr std::int64_t most_growth = 1250;

int days_of(const UsageHistory& history)
{
    return history.empty() ? 0 : history.back().to - history.front().from;
}

Date years_before(Date day, int years)
{
    return day.plus_days(-days_a_year * years);
}

/// The last year against the one before, in parts of `whole`, where both are known.
std::int64_t growth(const UsageHistory& history, Date until)
{
    if (days_of(history) < 2 * days_a_year)
        return whole;
    const auto before = volume_within(history, years_before(until, 2), years_before(until, 1));
    if (before == 0)
        return whole;
    const auto last = volume_within(history, years_before(until, 1), until);
    const auto grown = std::clamp(last * whole / before, least_growth, most_growth);
    return whole + (grown - whole) / 2;
}

} // namespace

std::int64_t volume_within(const UsageHistory& history, Date from, Date to)
{
    std::int64_t volume = 0;
    for (const auto& usage : history) {
        const auto days = std::min(usage.to, to) - std::max(usage.from, from);
        if (days > 0)
            volume += std::min(usage.volume, most_volume) * days / (usage.to - usage.from);
    }
    return std::min(volume, most_volume);
}

const char* name_of(ExpectationBasis basis)
{
    switch (basis) {
    case ExpectationBasis::none:
        return "none";
    case ExpectationBasis::recent:
        return "recent";
    case ExpectationBasis::season:
        return "season";
    }
    return "";
}

Expectation expect_volume(const UsageHistory& history, Date from, Date to)
{
    const int known = days_of(history);
    const int days = to - from;
    if (known < fewest_days || days <= 0)
        return {};
    const auto until = history.back().to;
    if (known < days_a_year || days > days_a_year) {
        const auto recent = std::min(known, days_a_year);
        const auto volume = volume_within(history, until.plus_days(-recent), until);
        return {ExpectationBasis::recent, std::min(volume * days / recent, most_volume)};
    }
    std::int64_t same_days = 0;
    std::int64_t whole_years = 0;
    for (int years = 1; years <= season_years && known >= days_a_year * years; ++years) {
        same_days += volume_within(history, years_before(from, years), years_before(to, years));
        whole_years +=
            volume_within(history, years_before(until, years), years_before(until, years - 1));
    }
    if (whole_years == 0)
        return {ExpectationBasis::season, 0};
    const auto last_year = volume_within(history, years_before(until, 1), until);
    const auto share = same_days * whole / whole_years;
    return {ExpectationBasis::season,
            std::min(last_year * share / whole * growth(history, until) / whole, most_volume)};
}

} // namespace duesday::rules
