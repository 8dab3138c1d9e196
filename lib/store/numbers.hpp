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

/// What take_number would give next.
std::int64_t next_number(Database& database, std::string_view series, std::string_view year);
/// Those before `next` were given by a book that is lost: they are left out, each with a row in the
/// audit, and the next one is issued on `day` or later. `next` lies behind next_number.
void leave_out_numbers(Write& write, std::string_view series, int year, std::int64_t next,
                       Date day);

/// "S-1", "S-2", ...: the next one that no imported subscription has.
std::string take_subscription_number(Write& write);
/// Leaves a gap: numbers of subscriptions need none to be missing.
void skip_subscription_numbers(Write& write, std::int64_t count);

} // namespace duesday::store
