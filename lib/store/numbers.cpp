#include "store/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace duesday::store {

namespace {

/// The number after the last one of the series, and the day it stands under.
TakenNumber advance(Write& write, std::string_view series, std::string_view year, Date day)
{
    auto& database = write.database();
    TakenNumber taken{1, day, std::string{year}};
    std::optional<std::int64_t> known;
    {
        auto rows = database.query(R"sql(
            SELECT id, last, last_date FROM number_series WHERE series = ?1 AND year = ?2)sql",
                                   series, year);
        if (rows.next()) {
            known = rows.integer(0);
            taken.sequence = rows.integer(1) + 1;
            taken.issued_on = std::max(day, rows.date(2));
        }
    }
    if (known)
        database.run(R"sql(UPDATE number_series SET last = ?2, last_date = ?3 WHERE id = ?1)sql",
                     *known, taken.sequence, taken.issued_on);
    else
        database.run(R"sql(
            INSERT INTO number_series (series, year, last, last_date) VALUES (?1, ?2, 1, ?3))sql",
                     series, year, day);
    return taken;
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
    return advance(write, series, day.iso().substr(0, 4), day);
}

void skip_subscription_numbers(Write& write, std::int64_t count)
{
    if (count == 0)
        return;
    advance(write, "subscription", "", write.stamp().business_date);
    write.database().run(R"sql(
        UPDATE number_series SET last = last + ?1 WHERE series = 'subscription' AND year = '')sql",
                         count - 1);
}

std::string take_subscription_number(Write& write)
{
    for (;;) {
        const auto taken = advance(write, "subscription", "", write.stamp().business_date);
        const auto number = fmt::format("S-{}", taken.sequence);
        if (!is_taken(write, number))
            return number;
    }
}

} // namespace duesday::store
