// Whether a reading may be believed, and what is probably wrong where it may not (MTR-017,
// MTR-026).
#pragma once

#include "rules/metering/meter.hpp"
#include "rules/metering/usage.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// The rules R1 to R8 of MTR-026, in the order in which they are asked.
enum class PlausibilityRule {
    whole_number, ///< R1: no more digits than the counter has
    date_order,   ///< R7: not in the future, and after the last released reading
    device,       ///< R8: another device needs the last value of the old one and its own first
    not_below,    ///< R2: not below the last one of the same device
    rollover,     ///< R3: below it only by so little as a counter that began again explains
    zero_use,     ///< R5: not at rest for more periods than is usual
    usual_volume, ///< R4: within the band about what the meter's own history lets expect
    total,        ///< R6: black and colour together are the total
};

/// "R4": as the protocol names it.
const char* code_of(PlausibilityRule rule);
std::optional<PlausibilityRule> plausibility_rule(std::string_view code);

/// What probably happened to a value that is questioned.
enum class Suspicion {
    none,
    transposed,     ///< two neighbouring digits changed places
    extra_digit,    ///< one digit too many
    missing_digit,  ///< one digit too few
    ten_times,      ///< a place of ten too far to either side
    meters_swapped, ///< the value of another meter of this machine
    previous_value, ///< the value of an earlier period once more
};

const char* name_of(Suspicion suspicion);

/// The named limits of MTR-026. Configuration may give others to a model or a kind of meter.
struct PlausibilityLimits {
    /// R4, in percent of the expected volume, where the meter's season is known.
    int lowest_percent = 38;
    int highest_percent = 240;
    /// R4 in the first year of a meter, whose season is not known (k = 3 of MTR-026).
    int lowest_percent_first_year = 25;
    int highest_percent_first_year = 300;
    /// R4: so much more or less than expected is never questioned; counts of the meter.
    std::int64_t floor = 50;
    /// R4 while nothing is known of the meter: no machine counts more in a day.
    std::int64_t most_a_day = 50'000;
    /// R3: what a counter that began again can have counted at most.
    std::int64_t rollover_limit = 250'000;
    /// R5: periods at rest in a row that are believed of a meter that usually counts.
    int zero_periods = 0;
    /// R6: by how much the total may differ from black and colour.
    std::int64_t total_tolerance = 0;

    friend bool operator==(const PlausibilityLimits&, const PlausibilityLimits&) = default;
};

/// What is known of a meter when a reading of it is judged.
struct MeterPast {
    MeterKind kind = MeterKind::total;
    std::optional<int> digits;
    std::optional<Reading>
        last;                 ///< the last released one of the present device, or its first value
    UsageHistory history;     ///< of released readings, up to `last`
    bool is_replaced = false; ///< R8: another device stands there, without its pair of readings
    /// R8: the first value of another device is not released yet. A later one would take its place,
    /// and what was counted in between be lost.
    std::optional<Reading> waiting_start;
    PlausibilityLimits limits;
    /// R7: nothing is read on or before this day any more, where that is later than `last`: an
    /// estimate was released since, or another device was read to it.
    std::optional<Date> released_until;
    /// R7: another device is read from this day on, and this one not after it.
    std::optional<Date> replaced_on;
};

/// A reading that is questioned.
struct Question {
    PlausibilityRule rule = PlausibilityRule::whole_number;
    std::int64_t lowest = 0;  ///< values that would pass, as far as the rule knows them
    std::int64_t highest = 0; ///< 0: the rule has no such limit
    Suspicion suspicion = Suspicion::none;
    std::optional<std::int64_t> proposal; ///< the value that was probably meant
};

/// The limits of a question; nothing where its rule has no such limit.
std::optional<std::int64_t> lowest_of(const Question& question);
std::optional<std::int64_t> highest_of(const Question& question);

struct Judgement {
    std::optional<Question> question; ///< nothing: plausible
    std::int64_t volume = 0;          ///< counted since the last reading, if it is believed
    Expectation expected;
};

/// One meter of a machine with what was read of it today; nothing where it was not read.
struct MeterReport {
    const MeterPast* past = nullptr;
    std::optional<Reading> reading;
};

/// Judges what was read of the meters of one machine, which explain each other: the values of two
/// may be swapped, and a total is the sum of the others. A judgement for each report, in order;
/// those without a reading are plausible and count nothing.
std::vector<Judgement> judge_machine(std::span<const MeterReport> reports, Date today);

} // namespace duesday::rules
