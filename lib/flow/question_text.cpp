#include "flow/question_text.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

using rules::PlausibilityRule;
using rules::Suspicion;

std::string last_text(const rules::MeterPast& past)
{
    return past.last ? fmt::format("{} of {}", past.last->value, past.last->read_on.iso())
                     : std::string{"the last value"};
}

std::string day_text(const rules::MeterPast& past, Date read_on)
{
    auto until = past.released_until;
    if (past.last && (!until || past.last->read_on > *until))
        until = past.last->read_on;
    if (until && read_on <= *until)
        return fmt::format("it is released up to {}, and was read on {}", until->iso(),
                           read_on.iso());
    if (past.replaced_on && read_on > *past.replaced_on)
        return fmt::format("another device was read there on {}, and this one on {}",
                           past.replaced_on->iso(), read_on.iso());
    return fmt::format("{} is still to come", read_on.iso());
}

/// "; 100 to 200 would be usual"; nothing where all that the counter can show is too little.
std::string usual_text(const rules::Question& question)
{
    return rules::highest_of(question)
               ? fmt::format("; {} to {} would be usual", question.lowest, question.highest)
               : std::string{};
}

std::string rule_text(const rules::Question& question, const rules::MeterPast& past, Date read_on)
{
    switch (question.rule) {
    case PlausibilityRule::whole_number:
        return fmt::format("the counter shows no more than {}", question.highest);
    case PlausibilityRule::date_order:
        return day_text(past, read_on);
    case PlausibilityRule::device:
        if (past.waiting_start)
            return fmt::format("the first value of the device, {} of {}, waits for its release, "
                               "and is corrected by its day: what was counted since would be "
                               "lost",
                               past.waiting_start->value, past.waiting_start->read_on.iso());
        return "another device stands there, and the last value of the one before it is missing or "
               "too old";
    case PlausibilityRule::not_below:
        return fmt::format("it is below {}", last_text(past));
    case PlausibilityRule::rollover:
        return fmt::format("it is below {}, by more than a counter explains that began again",
                           last_text(past));
    case PlausibilityRule::zero_use:
        return fmt::format("nothing was counted since {}{}", last_text(past), usual_text(question));
    case PlausibilityRule::usual_volume:
        return fmt::format("unusual after {}{}", last_text(past), usual_text(question));
    case PlausibilityRule::total:
        return "black and colour together are not what the total counted";
    }
    return {};
}

const char* name_for_people(Suspicion suspicion)
{
    switch (suspicion) {
    case Suspicion::none:
        return "";
    case Suspicion::transposed:
        return "digits transposed";
    case Suspicion::extra_digit:
        return "one digit too many";
    case Suspicion::missing_digit:
        return "one digit missing";
    case Suspicion::ten_times:
        return "a place too far to the left or right";
    case Suspicion::meters_swapped:
        return "the value of another meter of the machine";
    case Suspicion::previous_value:
        return "the value of an earlier period once more";
    }
    return "";
}

} // namespace

std::string suspicion_text(const rules::Question& question)
{
    if (question.suspicion == Suspicion::none)
        return {};
    const auto* name = name_for_people(question.suspicion);
    if (!question.proposal)
        return name;
    return question.suspicion == Suspicion::previous_value
               ? fmt::format("{}: about {} was to be expected", name, *question.proposal)
               : fmt::format("{}: did you mean {}?", name, *question.proposal);
}

std::string question_text(const rules::Question& question, const rules::MeterPast& past,
                          Date read_on)
{
    const auto suspicion = suspicion_text(question);
    return fmt::format("{}: {}{}{}", rules::code_of(question.rule),
                       rule_text(question, past, read_on), suspicion.empty() ? "" : "; ",
                       suspicion);
}

void add_question(runtime::Fields& fields, const rules::Question& question)
{
    fields.add("rule", rules::code_of(question.rule))
        .add("lowest", rules::lowest_of(question))
        .add("highest", rules::highest_of(question))
        .add("suspicion", rules::name_of(question.suspicion))
        .add("proposal", question.proposal);
}

} // namespace duesday::flow
