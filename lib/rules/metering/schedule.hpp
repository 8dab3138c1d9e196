// When the meters of a contract are to be read, which reading counts for which time, and when the
// next one is due.
#pragma once

#include "base/date.hpp"

#include <optional>
#include <string>

namespace duesday::rules {

/// The day for which a contract is asked: what was asked and is not closed yet, else its next
/// reading, else today, since one that was never read is due at once.
Date reading_due_on(std::optional<Date> open_request, std::optional<Date> next_reading_on,
                    Date today);

/// The month of the due day, YYYY-MM: an address gets one letter for it (MTR-029).
std::string reading_period(Date due_on);

/// A time of asking.
struct ReadingTerm {
    Date due_on;
    int period_months = 3;            ///< from one due day to the next
    std::optional<Date> requested_on; ///< of a request that is open
};
/// A reading counts for the due day that it is nearest to: from the day after the middle between
/// the due day before and this one. One on the day of the request, or later, counts in any case.
bool counts_for(const ReadingTerm& term, Date read_on);

/// The due day after this one once its readings are released: the first one of its rhythm that is
/// behind `released_on`. Months are clamped as everywhere (D2).
Date next_reading_due(const ReadingTerm& term, Date released_on);

/// How often and when a request is repeated (MTR-007).
struct ReminderPolicy {
    int days = 7; ///< after the letter before
    int most = 2;
};
struct ReminderFacts {
    Date last_letter_on;
    int reminders = 0;
    bool are_readings_in = false; ///< each one is entered, held or released
};
bool is_reminder_due(const ReminderFacts& facts, const ReminderPolicy& policy, Date today);

/// How long a link can be used, inclusive (MTR-012).
Date link_valid_until(Date made_on);

} // namespace duesday::rules
