// Gapless numbers per series and year, and the numbers of subscriptions.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace duesday::store {

struct TakenNumber {
    std::int64_t sequence = 0; ///< 1, 2, 3 ... without a gap within series and year
    Date issued_on;            ///< `day`, or the series' last day where that is later
    std::string year;
};

/// Takes the next number inside the Write that uses it, so that a rollback leaves no gap. Numbers
/// rise with the issue date: where `day` lies before the last one issued in its year (a clock that
/// was set back), the last day is used.
TakenNumber take_number(Write& write, std::string_view series, Date day);

/// "S-1", "S-2", ...: the next one that no imported subscription has.
std::string take_subscription_number(Write& write);
/// Leaves a gap: numbers of subscriptions need none to be missing.
void skip_subscription_numbers(Write& write, std::int64_t count);

} // namespace duesday::store
