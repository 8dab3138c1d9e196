#include "base/timestamp.hpp"

#include "base/date.hpp"
#include "base/digits.hpp"

namespace duesday {

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

} // namespace

std::string Timestamp::iso() const
{
    std::int64_t days = ms_since_1970 / ms_per_day;
    std::int64_t rest = ms_since_1970 % ms_per_day;
    if (rest < 0) {
        rest += ms_per_day;
        --days;
    }
    // Digit by digit: each audit row and each letter holds two of these.
    auto text = Date::from_days(days).iso() + "T00:00:00.000Z";
    const auto put = [&](std::size_t last_digit, std::int64_t value, int digits) {
        for (; digits > 0; --digits, value /= 10)
            text[last_digit--] = static_cast<char>('0' + value % 10);
    };
    const auto seconds = rest / 1000;
    put(12, seconds / 3600, 2);
    put(15, seconds / 60 % 60, 2);
    put(18, seconds % 60, 2);
    put(22, rest % 1000, 3);
    return text;
}

std::optional<Timestamp> Timestamp::parse(std::string_view text)
{
    // 2026-11-30T01:17:00.000Z
    if (text.size() != 24 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
        text[19] != '.' || text[23] != 'Z')
        return std::nullopt;
    const auto date = Date::parse(text.substr(0, 10));
    const auto hours = read_digits(text.substr(11, 2));
    const auto minutes = read_digits(text.substr(14, 2));
    const auto seconds = read_digits(text.substr(17, 2));
    const auto ms = read_digits(text.substr(20, 3));
    if (!date || !hours || !minutes || !seconds || !ms || *hours > 23 || *minutes > 59 ||
        *seconds > 59)
        return std::nullopt;
    const std::int64_t in_day =
        ((*hours * 60 + *minutes) * 60 + *seconds) * std::int64_t{1000} + *ms;
    return Timestamp{date->days_since_1970() * ms_per_day + in_day};
}

} // namespace duesday
