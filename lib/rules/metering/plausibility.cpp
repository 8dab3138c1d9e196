#include "rules/metering/plausibility.hpp"

#include "rules/metering/diagnosis.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace duesday::rules {

namespace {

/// The volumes that pass R4.
struct Band {
    std::int64_t lowest = 0;
    std::int64_t highest = 0;

    bool contains(std::int64_t volume) const { return lowest <= volume && volume <= highest; }
};

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

/// A reading of one meter, judged by itself.
class Single {
public:
    Single(const MeterPast& past, const Reading& reading, Date today)
        : past_{past}, reading_{reading}, expected_{expected_of(past, reading.read_on)},
          band_{band_of(past, expected_, reading.read_on)}
    {
        judge(today);
    }

    const MeterPast& past() const { return past_; }
    const Reading& reading() const { return reading_; }
    const Band& band() const { return band_; }
    Judgement& judgement() { return judgement_; }
    const Judgement& judgement() const { return judgement_; }

    /// What would have been counted, had `value` been read; nothing where it cannot be.
    std::optional<std::int64_t> volume_of(std::int64_t value) const
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

    bool would_pass(std::int64_t value) const
    {
        const auto volume = volume_of(value);
        return volume && *volume > 0 && band_.contains(*volume);
    }

    /// Further from what is expected: less likely to be meant.
    std::int64_t distance(std::int64_t value) const
    {
        return std::abs(volume_of(value).value_or(0) - expected_.volume);
    }

    /// With the values that R4 lets pass as the limits.
    void question(PlausibilityRule rule)
    {
        const auto last = past_.last ? past_.last->value : 0;
        question(rule, last + band_.lowest, last + band_.highest);
    }

private:
    void judge(Date today)
    {
        judgement_.expected = expected_;
        const auto last = past_.last.value_or(Reading{});
        if (past_.digits && reading_.value >= counter_end(*past_.digits))
            return question(PlausibilityRule::whole_number, 0, counter_end(*past_.digits) - 1);
        if (reading_.read_on > today || (past_.last && reading_.read_on <= last.read_on) ||
            (past_.released_until && reading_.read_on <= *past_.released_until))
            return question(PlausibilityRule::date_order, 0, 0);
        const auto& waits = past_.waiting_start;
        if (past_.is_replaced || (waits && reading_.read_on > waits->read_on))
            return question(PlausibilityRule::device, 0, 0);
        if (!past_.last)
            return; // the first value of a meter: nothing was counted yet
        const auto volume = counted(last.value, reading_.value, past_.digits);
        if (!volume)
            return question(PlausibilityRule::not_below, last.value, 0);
        if (reading_.value<last.value&& * volume> past_.limits.rollover_limit)
            return question(PlausibilityRule::rollover, last.value, 0);
        judgement_.volume = *volume;
        if (*volume == 0) {
            if (is_unusual_rest(past_, expected_))
                question(PlausibilityRule::zero_use);
            return;
        }
        if (!band_.contains(*volume))
            question(PlausibilityRule::usual_volume);
    }

    void question(PlausibilityRule rule, std::int64_t lowest, std::int64_t highest)
    {
        judgement_.question = Question{rule, lowest, highest, Suspicion::none, std::nullopt};
    }

    const MeterPast& past_;
    const Reading& reading_;
    Expectation expected_;
    Band band_;
    Judgement judgement_;
};

/// The best of what may have been meant, by how near it comes to what is expected.
class Guess {
public:
    explicit Guess(const Single& single) : single_{single} {}

    void consider(Suspicion suspicion, std::int64_t value)
    {
        if (!single_.would_pass(value))
            return;
        if (value_ && single_.distance(value) >= single_.distance(*value_))
            return;
        suspicion_ = suspicion;
        value_ = value;
    }
    void consider(Suspicion suspicion, const std::vector<std::int64_t>& values)
    {
        for (const auto value : values)
            consider(suspicion, value);
    }

    bool is_made() const { return value_.has_value(); }
    void put_into(Question& question) const
    {
        question.suspicion = suspicion_;
        question.proposal = value_;
    }

private:
    const Single& single_;
    Suspicion suspicion_ = Suspicion::none;
    std::optional<std::int64_t> value_;
};

/// The values that the device showed at the ends of earlier periods.
bool is_earlier_value(const MeterPast& past, std::int64_t value)
{
    if (!past.last)
        return false;
    auto shown = past.last->value;
    if (shown == value)
        return true;
    for (auto usage = past.history.rbegin(); usage != past.history.rend(); ++usage) {
        shown -= usage->volume;
        if (shown == value)
            return true;
        if (shown < 0)
            return false; // of another device, or before a rollover
    }
    return false;
}

bool is_about_the_value(PlausibilityRule rule)
{
    return rule != PlausibilityRule::date_order && rule != PlausibilityRule::device;
}

void diagnose(Single& single, std::span<const std::int64_t> other_values)
{
    auto& question = *single.judgement().question;
    if (!is_about_the_value(question.rule))
        return;
    const auto value = single.reading().value;
    if (is_earlier_value(single.past(), value)) {
        question.suspicion = Suspicion::previous_value;
        if (const auto expected = single.judgement().expected; expected.volume > 0)
            question.proposal = single.past().last->value + expected.volume;
        return;
    }
    Guess swapped{single};
    for (const auto other : other_values)
        swapped.consider(Suspicion::meters_swapped, other);
    if (swapped.is_made())
        return swapped.put_into(question);
    Guess guess{single};
    if (value % 10 == 0)
        guess.consider(Suspicion::ten_times, value / 10);
    guess.consider(Suspicion::ten_times, value * 10);
    guess.consider(Suspicion::transposed, with_digits_transposed(value));
    guess.consider(Suspicion::extra_digit, with_a_digit_less(value));
    guess.consider(Suspicion::missing_digit, with_a_digit_more(value));
    guess.put_into(question);
}

/// Two meters whose values were given for each other are questioned both, even where one of them
/// passes by chance.
void question_the_swapped(std::vector<std::optional<Single>>& singles)
{
    for (auto& single : singles) {
        if (!single || !single->judgement().question ||
            single->judgement().question->suspicion != Suspicion::meters_swapped)
            continue;
        for (auto& other : singles) {
            if (!other || other->judgement().question ||
                other->reading().value != *single->judgement().question->proposal ||
                !other->would_pass(single->reading().value))
                continue;
            other->question(PlausibilityRule::usual_volume);
            other->judgement().question->suspicion = Suspicion::meters_swapped;
            other->judgement().question->proposal = single->reading().value;
        }
    }
}

/// The black, the colour and the total meter of a machine, where all three were read.
struct Sum {
    Single* black = nullptr;
    Single* colour = nullptr;
    Single* total = nullptr;

    bool is_complete() const { return black && colour && total; }
    std::array<Single*, 3> parts() const { return {black, colour, total}; }
    /// By how much the total is more than its parts.
    std::int64_t difference() const
    {
        return total->judgement().volume - black->judgement().volume - colour->judgement().volume;
    }
    /// The volume that `part` would need for the sum to be right.
    std::int64_t needed(const Single& part) const
    {
        return part.judgement().volume + (&part == total ? -difference() : difference());
    }
};

Sum sum_of(std::vector<std::optional<Single>>& singles)
{
    Sum sum;
    for (auto& single : singles) {
        if (!single || !single->past().last)
            continue;
        const auto kind = single->past().kind;
        if (kind == MeterKind::black)
            sum.black = &*single;
        else if (kind == MeterKind::colour)
            sum.colour = &*single;
        else if (kind == MeterKind::total)
            sum.total = &*single;
    }
    return sum;
}

/// The slip of a finger that would explain why `part` counts what it does and not `needed`.
Suspicion slip_for(const Single& part, std::int64_t needed)
{
    const auto explains = [&](const std::vector<std::int64_t>& values) {
        return std::any_of(values.begin(), values.end(), [&](std::int64_t value) {
            return part.would_pass(value) && part.volume_of(value) == needed;
        });
    };
    const auto value = part.reading().value;
    if (explains(with_digits_transposed(value)))
        return Suspicion::transposed;
    if (explains(with_a_digit_less(value)))
        return Suspicion::extra_digit;
    return explains(with_a_digit_more(value)) ? Suspicion::missing_digit : Suspicion::none;
}

/// R6. Where one slip explains the difference, its meter alone is questioned; else all three,
/// since nobody knows which. A meter that is questioned already explains it by itself.
void judge_total(std::vector<std::optional<Single>>& singles)
{
    const auto sum = sum_of(singles);
    if (!sum.is_complete())
        return;
    for (const auto* part : sum.parts())
        if (part->judgement().question)
            return;
    if (std::abs(sum.difference()) <= sum.total->past().limits.total_tolerance)
        return;
    Single* slipped = nullptr;
    int explanations = 0;
    for (auto* part : sum.parts()) {
        part->question(PlausibilityRule::total);
        auto& question = *part->judgement().question;
        question.suspicion = slip_for(*part, sum.needed(*part));
        if (question.suspicion == Suspicion::none)
            continue;
        question.proposal = part->past().last->value + sum.needed(*part);
        slipped = part;
        ++explanations;
    }
    if (explanations != 1)
        return;
    for (auto* part : sum.parts())
        if (part != slipped)
            part->judgement().question.reset();
}

} // namespace

const char* code_of(PlausibilityRule rule)
{
    switch (rule) {
    case PlausibilityRule::whole_number:
        return "R1";
    case PlausibilityRule::not_below:
        return "R2";
    case PlausibilityRule::rollover:
        return "R3";
    case PlausibilityRule::usual_volume:
        return "R4";
    case PlausibilityRule::zero_use:
        return "R5";
    case PlausibilityRule::total:
        return "R6";
    case PlausibilityRule::date_order:
        return "R7";
    case PlausibilityRule::device:
        return "R8";
    }
    return "";
}

std::optional<PlausibilityRule> plausibility_rule(std::string_view code)
{
    for (const auto rule :
         {PlausibilityRule::whole_number, PlausibilityRule::date_order, PlausibilityRule::device,
          PlausibilityRule::not_below, PlausibilityRule::rollover, PlausibilityRule::zero_use,
          PlausibilityRule::usual_volume, PlausibilityRule::total})
        if (code == code_of(rule))
            return rule;
    return std::nullopt;
}

const char* name_of(Suspicion suspicion)
{
    constexpr std::array<const char*, 7> names{
        "",          "transposed",     "extra_digit",   "missing_digit",
        "ten_times", "meters_swapped", "previous_value"};
    return names.at(static_cast<std::size_t>(suspicion));
}

std::optional<std::int64_t> lowest_of(const Question& question)
{
    return question.lowest == 0 && question.highest == 0 ? std::nullopt
                                                         : std::optional{question.lowest};
}

std::optional<std::int64_t> highest_of(const Question& question)
{
    return question.highest == 0 ? std::nullopt : std::optional{question.highest};
}

std::vector<Judgement> judge_machine(std::span<const MeterReport> reports, Date today)
{
    std::vector<std::optional<Single>> singles;
    singles.reserve(reports.size());
    for (const auto& report : reports) {
        singles.emplace_back();
        if (report.reading)
            singles.back().emplace(*report.past, *report.reading, today);
    }
    for (auto& single : singles) {
        if (!single || !single->judgement().question)
            continue;
        std::vector<std::int64_t> others;
        for (const auto& other : singles)
            if (other && &other != &single)
                others.push_back(other->reading().value);
        diagnose(*single, others);
    }
    question_the_swapped(singles);
    judge_total(singles);
    std::vector<Judgement> judgements;
    for (const auto& single : singles)
        judgements.push_back(single ? single->judgement() : Judgement{});
    return judgements;
}

} // namespace duesday::rules
