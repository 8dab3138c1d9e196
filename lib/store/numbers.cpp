#include "store/numbers.hpp"

#include "rules/invoice/number.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::store {

namespace {

/// Read once a Write: nobody else moves it while that lasts.
Write::SeriesPosition& position_of(Write& write, std::string_view series, std::string_view year,
                                   Date day)
{
    auto& position = write.series()[fmt::format("{}/{}", series, year)];
    if (position.id != 0)
        return position;
    auto& database = write.database();
    {
        auto rows = database.query(R"sql(
            SELECT id, last, last_date FROM number_series WHERE series = ?1 AND year = ?2)sql",
                                   series, year);
        if (rows.next()) {
            position = {rows.integer(0), rows.integer(1), rows.date(2)};
            return position;
        }
    }
    position.id = database.insert(R"sql(
        INSERT INTO number_series (series, year, last, last_date) VALUES (?1, ?2, 0, ?3)
        RETURNING id)sql",
                                  series, year, day);
    position.last_date = day;
    return position;
}

/// The number `step` after the last one of the series, and the day it stands under.
TakenNumber advance(Write& write, std::string_view series, std::string_view year, Date day,
                    std::int64_t step = 1)
{
    auto& position = position_of(write, series, year, day);
    position.last += step;
    position.last_date = std::max(day, position.last_date);
    write.database().run(
        R"sql(UPDATE number_series SET last = ?2, last_date = ?3 WHERE id = ?1)sql", position.id,
        position.last, position.last_date);
    return {position.last, position.last_date, std::string{year}};
}

bool is_taken(Write& write, const std::string& number)
{
    return write.database().integer(R"sql(
        SELECT count(*) FROM subscription_record WHERE number = ?1)sql",
                                    number) != 0;
}

} // namespace

TakenNumber take_number(Write& write, std::string_view series, Date day)
{
    return advance(write, series, day.iso().substr(0, 4), day);
}

std::int64_t next_number(Database& database, std::string_view series, std::string_view year)
{
    return 1 + database.integer(R"sql(
        SELECT max(last) FROM number_series WHERE series = ?1 AND year = ?2)sql",
                                series, year);
}

void leave_out_numbers(Write& write, std::string_view series, int year, std::int64_t next, Date day)
{
    const auto of_year = fmt::format("{:04}", year);
    const auto first = next_number(write.database(), series, of_year);
    advance(write, series, of_year, day, next - first);
    write.database().run(R"sql(
        INSERT INTO number_gap (series, year, first, last, noted_on)
        VALUES (?1, ?2, ?3, ?4, ?5))sql",
                         series, of_year, first, next - 1, write.stamp().business_date);
    for (auto sequence = first; sequence < next; ++sequence)
        write.audit("invoice/" + rules::invoice_number(series, year, sequence), "left_out", "",
                    "reason=given by the book that was lost");
}

void skip_subscription_numbers(Write& write, std::int64_t count)
{
    if (count == 0)
        return;
    advance(write, "subscription", "", write.stamp().business_date, count);
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
