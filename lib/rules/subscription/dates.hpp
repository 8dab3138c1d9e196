// The days of a subscription: when it ends, when its renewal is announced and when it is charged.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/period.hpp"

#include <string>

namespace duesday::rules {

/// How "one month before" a month-end date is read (D2).
enum class MonthRule {
    clamp,     ///< same day, clamped to the month: 30 April minus a month is 30 March (the default)
    month_end, ///< a month end stays one: 30 April minus a month is 31 March
};

const char* code_of(MonthRule rule);

inline constexpr int notice_months = 2; ///< SUB-080
inline constexpr int charge_months = 1; ///< SUB-087

/// The last day of service of a purchase: the last day of the same month `term_years` later
/// (SUB-100, 101, 102, D1, table T1).
Date first_expiry(Date bought, int term_years);
/// The last day of service after a renewal: the last day of the same month `term_years` later, so
/// that 28 February 2027 renews to 29 February 2028, and a legacy expiry inside a month returns to
/// the month end (SUB-105, D1, D23, table T3).
Date renewed_expiry(Date expires_on, int term_years);

/// From the day of purchase to first_expiry, both days of service.
Period first_period(Date bought, int term_years);
/// From the day after `expires_on` to renewed_expiry.
Period renewal_period(Date expires_on, int term_years);

/// Two months before the expiry (SUB-080, table T2).
Date notice_due(Date expires_on, MonthRule rule);
/// One month before the expiry (SUB-087, SUB-106, table T2).
Date charge_due(Date expires_on, MonthRule rule);

/// "YYYY-MM" of the expiry: with payer and currency the group that is charged together (D23).
std::string group_month(Date expires_on);
/// That month, and apart from it what costs 0.00: neither a card nor an answer decides about that
/// (SUB-131).
std::string renewal_group(Date expires_on, Money price);

} // namespace duesday::rules
