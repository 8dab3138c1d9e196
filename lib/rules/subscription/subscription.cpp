#include "rules/subscription/subscription.hpp"

#include <fmt/format.h>

namespace duesday::rules {

const char* code_of(Standing standing)
{
    switch (standing) {
    case Standing::ordered:
        return "ordered";
    case Standing::running:
        return "running";
    case Standing::lapsed:
        return "lapsed";
    case Standing::void_:
        return "void";
    }
    return "";
}

std::optional<Standing> parse_standing(std::string_view text)
{
    for (const auto standing :
         {Standing::ordered, Standing::running, Standing::lapsed, Standing::void_})
        if (text == code_of(standing))
            return standing;
    return std::nullopt;
}

const char* code_of(ServiceState state)
{
    switch (state) {
    case ServiceState::not_yet_activated:
        return "not_yet_activated";
    case ServiceState::active:
        return "active";
    case ServiceState::expired:
        return "expired";
    }
    return "";
}

std::optional<ServiceState> parse_service_state(std::string_view text)
{
    for (const auto state :
         {ServiceState::not_yet_activated, ServiceState::active, ServiceState::expired})
        if (text == code_of(state))
            return state;
    return std::nullopt;
}

ServiceState state_on(Standing standing, Date expires_on, Date today, bool payment_open)
{
    switch (standing) {
    case Standing::ordered:
    case Standing::void_:
        return ServiceState::not_yet_activated;
    case Standing::running:
        return today <= expires_on || payment_open ? ServiceState::active : ServiceState::expired;
    case Standing::lapsed:
        return ServiceState::expired;
    }
    return ServiceState::expired;
}

std::string label(Standing standing, bool renewal, Date expires_on, Date today, bool payment_open)
{
    if (standing == Standing::void_)
        return "void";
    switch (state_on(standing, expires_on, today, payment_open)) {
    case ServiceState::not_yet_activated:
        return payment_open ? "payment being checked" : "not yet activated";
    case ServiceState::expired:
        return "expired at " + day_text(expires_on);
    case ServiceState::active:
        break;
    }
    if (payment_open)
        return fmt::format("expires at {}, payment being checked", day_text(expires_on));
    return fmt::format("{} at {}", renewal ? "renews" : "expires", day_text(expires_on));
}

std::string day_text(Date day)
{
    return fmt::format("{:02}/{:02}/{:04}", day.day(), day.month(), day.year());
}

Date entitled_until(Date expires_on, Date today, int grace_days)
{
    if (today < expires_on || grace_days < 1)
        return expires_on;
    const int extensions = (today - expires_on) / grace_days + 1;
    return expires_on.plus_days(extensions * grace_days);
}

} // namespace duesday::rules
