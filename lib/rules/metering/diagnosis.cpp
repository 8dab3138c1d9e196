#include "rules/metering/diagnosis.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace duesday::rules {

namespace {

std::int64_t number(const std::string& digits)
{
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

} // namespace

std::vector<std::int64_t> with_digits_transposed(std::int64_t value)
{
    std::vector<std::int64_t> values;
    auto digits = std::to_string(value);
    for (std::size_t i = 1; i < digits.size(); ++i) {
        if (digits[i - 1] == digits[i])
            continue;
        std::swap(digits[i - 1], digits[i]);
        values.push_back(number(digits));
        std::swap(digits[i - 1], digits[i]);
    }
    return values;
}

std::vector<std::int64_t> with_a_digit_less(std::int64_t value)
{
    std::vector<std::int64_t> values;
    const auto digits = std::to_string(value);
    for (std::size_t i = 0; digits.size() > 1 && i < digits.size(); ++i)
        values.push_back(number(digits.substr(0, i) + digits.substr(i + 1)));
    return values;
}

std::vector<std::int64_t> with_a_digit_more(std::int64_t value)
{
    std::vector<std::int64_t> values;
    const auto digits = std::to_string(value);
    if (digits.size() >= std::size_t{most_digits})
        return values;
    for (std::size_t i = 0; i <= digits.size(); ++i)
        for (char digit = i == 0 ? '1' : '0'; digit <= '9'; ++digit)
            values.push_back(number(digits.substr(0, i) + digit + digits.substr(i)));
    return values;
}

Suspicion slip_between(std::int64_t value, std::int64_t meant)
{
    const auto is_among = [&](const std::vector<std::int64_t>& values) {
        return std::find(values.begin(), values.end(), meant) != values.end();
    };
    if (value == meant)
        return Suspicion::none;
    if ((value % 10 == 0 && value / 10 == meant) || (meant % 10 == 0 && value == meant / 10))
        return Suspicion::ten_times;
    if (is_among(with_digits_transposed(value)))
        return Suspicion::transposed;
    if (is_among(with_a_digit_less(value)))
        return Suspicion::extra_digit;
    return is_among(with_a_digit_more(value)) ? Suspicion::missing_digit : Suspicion::none;
}

} // namespace duesday::rules
