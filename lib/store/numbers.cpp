#include "store/numbers.hpp"

#include <fmt/format.h>

namespace duesday::store {

namespace {

std::int64_t advance(Write& write, std::string_view series, std::string_view year, Date day)
{
    return write.database().insert(R"sql(
        INSERT INTO number_series (series, year, last, last_date) VALUES (?1, ?2, 1, ?3)
        ON CONFLICT (series, year) DO UPDATE
            SET last = number_series.last + 1, last_date = excluded.last_date
        RETURNING last)sql",
                                   series, year, day);
}

Date last_date_of(Write& write, std::string_view series, std::string_view year, Date day)
{
    auto rows = write.database().query(R"sql(
        SELECT last_date FROM number_series WHERE series = ?1 AND year = ?2)sql",
                                       series, year);
    return rows.next() ? rows.date(0) : day;
}

bool is_taken(Write& write, const std::string& number)
{
    return write.database().integer(R"sql(
        SELECT count(*) FROM subscription WHERE number = ?1)sql",
                                    number) != 0;
}

} // namespace

TakenNumber take_number(Write& write, std::string_view series, Date day)
{
    const auto year = day.iso().substr(0, 4);
    TakenNumber taken;
    taken.year = year;
    taken.issued_on = std::max(day, last_date_of(write, series, year, day));
    taken.sequence = advance(write, series, year, taken.issued_on);
    return taken;
}

std::string take_subscription_number(Write& write)
{
    for (;;) {
        const auto number =
            fmt::format("S-{}", advance(write, "subscription", "", write.stamp().business_date));
        if (!is_taken(write, number))
            return number;
    }
}

} // namespace duesday::store
