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

const date::time_zone& zone_of(const std::string& time_zone)
{
    try {
        return *date::locate_zone(time_zone);
    } catch (const std::runtime_error&) {
        throw Fault{FaultKind::bad_setup,
                    fmt::format("'{}' is not a time zone of the tz database", time_zone),
                    "set time_zone in the configuration, for example \"Europe/Brussels\""};
    }
}

date::local_time<std::chrono::milliseconds> local_in(const date::time_zone& zone, Timestamp moment)
{
    return zone.to_local(
        date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{moment.ms_since_1970}});
}

Date date_in(const std::string& time_zone, Timestamp moment)
{
    const auto local = local_in(zone_of(time_zone), moment);
    return Date::from_days(
        static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count()));
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
    const auto moment = real();
    if (days_shifted_ == 0)
        return moment;
    const auto& zone = zone_of(time_zone_);
    const auto local = local_in(zone, moment) + date::days{days_shifted_};
    return {zone.to_sys(local, date::choose::earliest).time_since_epoch().count()};
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
