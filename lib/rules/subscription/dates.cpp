#include "rules/subscription/dates.hpp"

namespace duesday::rules {

namespace {

constexpr int months_a_year = 12;

Date months_before(Date day, int months, MonthRule rule)
{
    const auto clamped = day.plus_months(-months);
    const bool is_month_end = day == day.end_of_month();
    return rule == MonthRule::month_end && is_month_end ? clamped.end_of_month() : clamped;
}

} // namespace

const char* code_of(MonthRule rule)
{
    switch (rule) {
    case MonthRule::clamp:
        return "clamp";
    case MonthRule::month_end:
        return "month_end";
    }
    return "";
}

Date first_expiry(Date bought, int term_years)
{
    return bought.plus_months(months_a_year * term_years).end_of_month();
}

Date renewed_expiry(Date expires_on, int term_years)
{
    return expires_on.plus_months(months_a_year * term_years).end_of_month();
}

Period first_period(Date bought, int term_years)
{
    return {bought, first_expiry(bought, term_years)};
}

Period renewal_period(Date expires_on, int term_years)
{
    return {expires_on.plus_days(1), renewed_expiry(expires_on, term_years)};
}

Date notice_due(Date expires_on, MonthRule rule)
{
    return months_before(expires_on, notice_months, rule);
}

Date charge_due(Date expires_on, MonthRule rule)
{
    return months_before(expires_on, charge_months, rule);
}

std::string group_month(Date expires_on)
{
    return expires_on.year_month();
}

std::string renewal_group(Date expires_on, Money price)
{
    const auto month = group_month(expires_on);
    return price.is_zero() ? month + "/free" : month;
}

} // namespace duesday::rules
