#include "runtime/clock.hpp"

#include "base/fault.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <chrono>

namespace duesday::runtime {

namespace {

Timestamp clock_now()
{
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Date date_in(const std::string& time_zone, Timestamp moment)
{
    try {
        const auto* zone = date::locate_zone(time_zone);
        const auto local = zone->to_local(date::sys_time<std::chrono::milliseconds>{
            std::chrono::milliseconds{moment.ms_since_1970}});
        return Date::from_days(
            static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count()));
    } catch (const std::runtime_error&) {
        throw Fault{FaultKind::bad_setup,
                    fmt::format("'{}' is not a time zone of the tz database", time_zone),
                    "set time_zone in the configuration, for example \"Europe/Brussels\""};
    }
}

} // namespace

Clock::Clock(const std::string& time_zone, std::optional<Date> today,
             std::function<Timestamp()> real)
    : time_zone_{time_zone}, real_{std::move(real)}
{
    const Date real_today = date_in(time_zone, this->real());
    today_ = today.value_or(real_today);
    days_shifted_ = today_ - real_today;
}

Date Clock::day_of(Timestamp moment) const
{
    return date_in(time_zone_, moment).plus_days(days_shifted_);
}

Timestamp Clock::now() const
{
    return real().plus_seconds(std::int64_t{days_shifted_} * 86'400);
}

Timestamp Clock::real() const
{
    return real_ ? real_() : clock_now();
}

std::int64_t elapsed_ms()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace duesday::runtime
