// Arbitrary values of the base types for RapidCheck properties.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "support/show.hpp"

#include <rapidcheck.h>

#include <limits>
#include <string>

namespace rc {

/// Days from 2000 to 2150, so that arithmetic by decades stays in range.
template <>
struct Arbitrary<duesday::Date> {
    static Gen<duesday::Date> arbitrary()
    {
        const auto first = duesday::Date{2000, 1, 1}.days_since_1970();
        const auto last = duesday::Date{2150, 12, 31}.days_since_1970();
        return gen::map(gen::inRange(first, last + 1),
                        [](int days) { return duesday::Date::from_days(days); });
    }
};

/// Currencies with no, two and three decimals.
template <>
struct Arbitrary<duesday::Currency> {
    static Gen<duesday::Currency> arbitrary()
    {
        return gen::map(gen::element(std::string{"EUR"}, std::string{"JPY"}, std::string{"KWD"},
                                     std::string{"USD"}, std::string{"CLP"}, std::string{"TND"}),
                        [](const std::string& code) { return duesday::Currency::of(code); });
    }
};

/// Every amount there is, the ends of the range and zero more often than chance would give.
template <>
struct Arbitrary<duesday::Money> {
    static Gen<duesday::Money> arbitrary()
    {
        using Limits = std::numeric_limits<std::int64_t>;
        const auto minor = gen::oneOf(
            gen::arbitrary<std::int64_t>(), gen::inRange<std::int64_t>(-1'000'000, 1'000'000),
            gen::element<std::int64_t>(Limits::min(), Limits::min() + 1, -1, 0, 1, Limits::max()));
        return gen::apply(
            [](std::int64_t m, duesday::Currency currency) {
                return duesday::Money{m, currency};
            },
            minor, gen::arbitrary<duesday::Currency>());
    }
};

} // namespace rc
