#include "rules/metering/suspicion.hpp"

#include "rules/metering/diagnosis.hpp"

namespace duesday::rules {

namespace {

/// The best of what may have been meant, by how near it comes to what is expected.
class Guess {
public:
    explicit Guess(const SingleReading& single) : single_{single} {}

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
    const SingleReading& single_;
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

/// Both would pass with the value of the other one.
bool are_swapped(const SingleReading& one, const SingleReading& other)
{
    return one.would_pass(other.reading().value) && other.would_pass(one.reading().value);
}

Guess of_other_meters(const SingleReading& single, const MachineReadings& readings)
{
    Guess guess{single};
    for (const auto& other : readings)
        if (other && &*other != &single && are_swapped(single, *other))
            guess.consider(Suspicion::meters_swapped, other->reading().value);
    return guess;
}

Guess of_a_slip(const SingleReading& single)
{
    const auto value = single.reading().value;
    Guess guess{single};
    if (value % 10 == 0)
        guess.consider(Suspicion::ten_times, value / 10);
    if (guess.is_made())
        return guess; // a single value, which hardly passes by chance
    if (value < counter_end(most_digits - 1))
        guess.consider(Suspicion::ten_times, value * 10);
    guess.consider(Suspicion::transposed, with_digits_transposed(value));
    guess.consider(Suspicion::extra_digit, with_a_digit_less(value));
    guess.consider(Suspicion::missing_digit, with_a_digit_more(value));
    return guess;
}

void suspect(SingleReading& single, const MachineReadings& readings)
{
    auto& question = *single.question();
    if (is_earlier_value(single.past(), single.reading().value)) {
        question.suspicion = Suspicion::previous_value;
        const auto usual = single.value_after(single.judgement().expected.volume);
        if (usual && single.would_pass(*usual))
            question.proposal = usual;
        return;
    }
    if (const auto swapped = of_other_meters(single, readings); swapped.is_made())
        return swapped.put_into(question);
    of_a_slip(single).put_into(question);
}

void question_the_swapped(MachineReadings& readings)
{
    for (const auto& single : readings) {
        if (!single || !single->question() ||
            single->question()->suspicion != Suspicion::meters_swapped)
            continue;
        for (auto& other : readings) {
            if (!other || other->question() ||
                other->reading().value != *single->question()->proposal)
                continue;
            other->ask(PlausibilityRule::usual_volume);
            other->question()->suspicion = Suspicion::meters_swapped;
            other->question()->proposal = single->reading().value;
        }
    }
}

} // namespace

void suspect(MachineReadings& readings)
{
    for (auto& single : readings)
        if (single && single->question() && is_about_the_value(*single->question()))
            suspect(*single, readings);
    question_the_swapped(readings);
}

bool is_about_the_value(const Question& question)
{
    return question.rule != PlausibilityRule::date_order &&
           question.rule != PlausibilityRule::device;
}

} // namespace duesday::rules
