#include "rules/metering/schedule.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

constexpr int link_days = 60;

} // namespace

Date reading_due_on(std::optional<Date> open_request, std::optional<Date> next_reading_on,
                    Date today)
{
    return open_request ? *open_request : next_reading_on.value_or(today);
}

std::string reading_period(Date due_on)
{
    return due_on.year_month();
}

bool counts_for(const ReadingTerm& term, Date read_on)
{
    if (term.requested_on && read_on >= *term.requested_on)
        return true;
    const auto before = term.due_on.plus_months(-term.period_months);
    return read_on > before.plus_days((term.due_on - before) / 2);
}

Date next_reading_due(const ReadingTerm& term, Date released_on)
{
    // Always from the same day, so that a short month does not shorten those behind it.
    for (int periods = 1;; ++periods) {
        const auto next = term.due_on.plus_months(periods * std::max(term.period_months, 1));
        if (next > released_on)
            return next;
    }
}

bool is_reminder_due(const ReminderFacts& facts, const ReminderPolicy& policy, Date today)
{
    return !facts.are_readings_in && facts.reminders < policy.most &&
           today >= facts.last_letter_on.plus_days(policy.days);
}

Date link_valid_until(Date made_on)
{
    return made_on.plus_days(link_days);
}

} // namespace duesday::rules
