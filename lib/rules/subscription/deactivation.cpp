#include "rules/subscription/deactivation.hpp"

#include <fmt/format.h>

namespace duesday::rules {

const char* code_of(Deactivation answer)
{
    switch (answer) {
    case Deactivation::no_role:
        return "no_role";
    case Deactivation::not_running:
        return "not_running";
    case Deactivation::already_expired:
        return "already_expired";
    case Deactivation::already_off:
        return "already_off";
    case Deactivation::stops_after_answer:
        return "stops_after_answer";
    case Deactivation::stops_dunning:
        return "stops_dunning";
    case Deactivation::stops_announced:
        return "stops_announced";
    case Deactivation::stops:
        return "stops";
    }
    return "";
}

std::string explain(Deactivation answer, std::string_view subscription, Date expires_on)
{
    const auto day = day_text(expires_on);
    switch (answer) {
    case Deactivation::no_role:
        return fmt::format("only a system integrator or owner of its installation may deactivate "
                           "{} (SUB-124): act as one of them",
                           subscription);
    case Deactivation::not_running:
        return fmt::format("{} was never paid (SUB-029): there is no renewal to stop",
                           subscription);
    case Deactivation::already_expired:
        return fmt::format("{} already expired at {} (M2): nothing to do", subscription, day);
    case Deactivation::already_off:
        return fmt::format("the renewal of {} is already off (SUB-066): it expires at {}",
                           subscription, day);
    case Deactivation::stops_after_answer:
        return fmt::format("the renewal of {} is off (SUB-028); its charge has no answer yet: if "
                           "it was paid, that period stays",
                           subscription);
    case Deactivation::stops_dunning:
        return fmt::format("the renewal of {} is off (SUB-036): it is not charged again and "
                           "expires at {}",
                           subscription, day);
    case Deactivation::stops_announced:
    case Deactivation::stops:
        return fmt::format("the renewal of {} is off (SUB-036): it expires at {}", subscription,
                           day);
    }
    return {};
}

bool switches_off(Deactivation answer)
{
    return answer >= Deactivation::stops_after_answer;
}

Deactivation decide_deactivation(const DeactivationFacts& facts, Date today)
{
    if (!facts.has_role)
        return Deactivation::no_role;
    switch (state_on(facts.standing, facts.expires_on, today, facts.period_open)) {
    case ServiceState::not_yet_activated:
        return Deactivation::not_running;
    case ServiceState::expired:
        return facts.late_attempt_due ? Deactivation::stops_dunning : Deactivation::already_expired;
    case ServiceState::active:
        break;
    }
    if (!facts.renewal)
        return Deactivation::already_off;
    if (facts.period_open)
        return Deactivation::stops_after_answer;
    if (facts.attempt_failed)
        return Deactivation::stops_dunning;
    return facts.announced ? Deactivation::stops_announced : Deactivation::stops;
}

} // namespace duesday::rules
