#include "base/date.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace duesday {

namespace {

namespace chr = std::chrono;

constexpr int first_year = 1900;
constexpr int last_year = 9999;

chr::year_month_day civil(std::int32_t days)
{
    return chr::year_month_day{chr::sys_days{chr::days{days}}};
}

std::optional<std::int32_t> days_of(int year, int month, int day)
{
    if (year < first_year || year > last_year || month < 1 || month > 12 || day < 1 || day > 31)
        return std::nullopt;
    const chr::year_month_day ymd{chr::year{year}, chr::month{static_cast<unsigned>(month)},
                                  chr::day{static_cast<unsigned>(day)}};
    if (!ymd.ok())
        return std::nullopt;
    return static_cast<std::int32_t>(chr::sys_days{ymd}.time_since_epoch().count());
}

int last_day_of(int year, int month)
{
    const chr::year_month_day_last last{
        chr::year{year}, chr::month_day_last{chr::month{static_cast<unsigned>(month)}}};
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

/// The value of `count` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

} // namespace

Date::Date(int year, int month, int day)
{
    const auto days = days_of(year, month, day);
    if (!days)
        throw Fault{FaultKind::bug, fmt::format("there is no day {}-{}-{}", year, month, day)};
    days_ = *days;
}

std::optional<Date> Date::parse(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto days = days_of(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
    if (!days)
        return std::nullopt;
    return from_days(*days);
}

Date Date::from_iso(std::string_view text)
{
    if (const auto date = parse(text))
        return *date;
    throw Fault{FaultKind::bad_input,
                fmt::format("'{}' is not a date of the form YYYY-MM-DD", text)};
}

Date Date::from_days(std::int64_t days_since_1970)
{
    static const std::int32_t lowest = *days_of(first_year, 1, 1);
    static const std::int32_t highest = *days_of(last_year, 12, 31);
    if (days_since_1970 < lowest || days_since_1970 > highest)
        throw Fault{FaultKind::bug, fmt::format("day {} is outside the years {} to {}",
                                                days_since_1970, first_year, last_year)};
    Date date;
    date.days_ = static_cast<std::int32_t>(days_since_1970);
    return date;
}

int Date::year() const
{
    return static_cast<int>(civil(days_).year());
}

int Date::month() const
{
    return static_cast<int>(static_cast<unsigned>(civil(days_).month()));
}

int Date::day() const
{
    return static_cast<int>(static_cast<unsigned>(civil(days_).day()));
}

Date Date::plus_days(int days) const
{
    return from_days(std::int64_t{days_} + days);
}

Date Date::plus_months(int months) const
{
    const auto ymd = civil(days_);
    const std::int64_t index = std::int64_t{static_cast<int>(ymd.year())} * 12 +
                               static_cast<int>(static_cast<unsigned>(ymd.month())) - 1 +
                               std::int64_t{months};
    if (index < std::int64_t{first_year} * 12 || index > std::int64_t{last_year} * 12 + 11)
        throw Fault{FaultKind::bug, fmt::format("{} months from {} is outside the years {} to {}",
                                                months, iso(), first_year, last_year)};
    const int year = static_cast<int>(index / 12);
    const int month = static_cast<int>(index % 12) + 1;
    const int wanted = static_cast<int>(static_cast<unsigned>(ymd.day()));
    return Date{year, month, std::min(wanted, last_day_of(year, month))};
}

Date Date::end_of_month() const
{
    const auto ymd = civil(days_);
    const int y = static_cast<int>(ymd.year());
    const int m = static_cast<int>(static_cast<unsigned>(ymd.month()));
    return Date{y, m, last_day_of(y, m)};
}

std::string Date::iso() const
{
    const auto ymd = civil(days_);
    const auto y = static_cast<unsigned>(static_cast<int>(ymd.year()));
    const auto m = static_cast<unsigned>(ymd.month());
    const auto d = static_cast<unsigned>(ymd.day());
    std::string text = "0000-00-00";
    // No loop and no format: a renewal writes a dozen days for each subscription.
    const auto put = [&](std::size_t at, unsigned two_digits) {
        text[at] = static_cast<char>('0' + two_digits / 10);
        text[at + 1] = static_cast<char>('0' + two_digits % 10);
    };
    put(0, y / 100);
    put(2, y % 100);
    put(5, m);
    put(8, d);
    return text;
}

std::string Date::year_month() const
{
    return iso().substr(0, 7);
}

} // namespace duesday
