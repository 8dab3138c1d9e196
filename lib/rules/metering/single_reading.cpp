#include "rules/metering/single_reading.hpp"

#include <algorithm>
#include <cstdlib>

namespace duesday::rules {

namespace {

Expectation expected_of(const MeterPast& past, Date read_on)
{
    return past.last ? expect_volume(past.history, past.last->read_on, read_on) : Expectation{};
}

Band band_of(const MeterPast& past, const Expectation& expected, Date read_on)
{
    const auto& limits = past.limits;
    const auto days = past.last ? read_on - past.last->read_on : 1;
    const bool in_season = expected.basis == ExpectationBasis::season;
    const auto low = in_season ? limits.lowest_percent : limits.lowest_percent_first_year;
    const auto high = in_season ? limits.highest_percent : limits.highest_percent_first_year;
    if (expected.basis == ExpectationBasis::none)
        return {0, limits.most_a_day * days};
    return {std::max<std::int64_t>(
                0, std::min(expected.volume * low / 100, expected.volume - limits.floor)),
            std::max(expected.volume * high / 100, expected.volume + limits.floor)};
}

/// How many periods up to now the meter has been at rest.
int periods_at_rest(const UsageHistory& history)
{
    int periods = 0;
    for (auto usage = history.rbegin(); usage != history.rend() && usage->volume == 0; ++usage)
        ++periods;
    return periods;
}

/// R5. A meter that was at rest before, or counts next to nothing, may be at rest now.
bool is_unusual_rest(const MeterPast& past, const Expectation& expected)
{
    if (expected.basis == ExpectationBasis::none || expected.volume <= past.limits.floor)
        return false;
    return periods_at_rest(past.history) >= past.limits.zero_periods;
}

} // namespace

SingleReading::SingleReading(const MeterPast& past, const Reading& reading, Date today)
    : past_{past}, reading_{reading}, expected_{expected_of(past, reading.read_on)},
      band_{band_of(past, expected_, reading.read_on)}
{
    judge(today);
}

std::optional<std::int64_t> SingleReading::volume_of(std::int64_t value) const
{
    if (past_.digits && value >= counter_end(*past_.digits))
        return std::nullopt;
    if (!past_.last)
        return 0;
    const auto volume = counted(past_.last->value, value, past_.digits);
    const bool rolls = value < past_.last->value;
    if (!volume || (rolls && *volume > past_.limits.rollover_limit))
        return std::nullopt;
    return volume;
}

std::optional<std::int64_t> SingleReading::value_after(std::int64_t volume) const
{
    if (!past_.last || volume < 0)
        return std::nullopt;
    const auto end = counter_end(past_.digits.value_or(most_digits));
    auto value = past_.last->value + volume;
    if (value >= end && past_.digits)
        value -= end;
    if (value >= end || volume_of(value) != volume)
        return std::nullopt;
    return value;
}

bool SingleReading::would_pass(std::int64_t value) const
{
    const auto volume = volume_of(value);
    return volume && *volume > 0 && band_.contains(*volume);
}

std::int64_t SingleReading::distance(std::int64_t value) const
{
    return std::abs(volume_of(value).value_or(0) - expected_.volume);
}

void SingleReading::ask(PlausibilityRule rule)
{
    // Behind its last digit it is believed so far only (R3).
    const auto last = past_.last ? past_.last->value : 0;
    const auto room = counter_end(past_.digits.value_or(most_digits)) - 1 - last;
    const auto most = past_.digits ? std::max(room, past_.limits.rollover_limit) : room;
    ask(rule, Band{band_.lowest, std::min(band_.highest, most)});
}

void SingleReading::ask(PlausibilityRule rule, const Band& volumes)
{
    const auto lowest = value_after(volumes.lowest);
    const auto highest = value_after(volumes.highest);
    if (lowest && highest)
        ask(rule, *lowest, *highest);
    else
        ask(rule, 0, 0);
}

void SingleReading::judge(Date today)
{
    judgement_.expected = expected_;
    const auto last = past_.last.value_or(Reading{});
    if (past_.digits && reading_.value >= counter_end(*past_.digits))
        return ask(PlausibilityRule::whole_number, 0, counter_end(*past_.digits) - 1);
    if (reading_.read_on > today || (past_.last && reading_.read_on <= last.read_on) ||
        (past_.released_until && reading_.read_on <= *past_.released_until) ||
        (past_.replaced_on && reading_.read_on > *past_.replaced_on))
        return ask(PlausibilityRule::date_order, 0, 0);
    const auto& waits = past_.waiting_start;
    if (past_.is_replaced || (waits && reading_.read_on > waits->read_on))
        return ask(PlausibilityRule::device, 0, 0);
    if (!past_.last)
        return; // the first value of a meter: nothing was counted yet
    const auto volume = counted(last.value, reading_.value, past_.digits);
    if (!volume)
        return ask(PlausibilityRule::not_below, last.value, 0);
    if (reading_.value<last.value&& * volume> past_.limits.rollover_limit)
        return ask(PlausibilityRule::rollover, last.value, 0);
    judgement_.volume = *volume;
    if (*volume == 0) {
        if (is_unusual_rest(past_, expected_))
            ask(PlausibilityRule::zero_use);
        return;
    }
    if (!band_.contains(*volume))
        ask(PlausibilityRule::usual_volume);
}

void SingleReading::ask(PlausibilityRule rule, std::int64_t lowest, std::int64_t highest)
{
    judgement_.question = Question{rule, lowest, highest, Suspicion::none, std::nullopt};
}

} // namespace duesday::rules
