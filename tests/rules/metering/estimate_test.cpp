#include "rules/metering/estimate.hpp"

#include <doctest/doctest.h>

using namespace duesday;
using namespace duesday::rules;

namespace {

const Date due{2026, 12, 31};
const Date read_on{2026, 9, 30};

/// 900 a quarter for two years, of which the last reading is 99500 on five digits.
MeterPast steady()
{
    MeterPast past;
    past.digits = 5;
    past.last = Reading{read_on, 99'500};
    for (int quarter = 8; quarter > 0; --quarter)
        past.history.push_back(
            {read_on.plus_months(-3 * quarter), read_on.plus_months(-3 * (quarter - 1)), 900});
    return past;
}

Estimate estimated(const MeterPast& past, std::optional<std::int64_t> standing,
                   std::optional<Date> billed_until, Date due_on = due)
{
    return estimate_of({&past, standing, billed_until, due_on});
}

} // namespace

TEST_CASE("a missing reading is estimated by the meter's own history")
{
    const auto past = steady();
    const auto estimate = estimated(past, 99'500, read_on);
    CHECK_FALSE(estimate.refusal.has_value());
    CHECK(estimate.volume == expect_volume(past.history, read_on, due).volume);
    CHECK(estimate.volume > 850);
    CHECK(estimate.value == 99'500 + estimate.volume - 100'000); // the counter begins again

    // Behind an estimate: for the days since, from what it said.
    const auto second = estimated(past, estimate.value, due, {2027, 3, 31});
    CHECK_FALSE(second.refusal.has_value());
    CHECK(second.volume == expect_volume(past.history, due, {2027, 3, 31}).volume);
    CHECK(second.value == estimate.value + second.volume);
}

TEST_CASE("what says nothing of a meter gives no estimate")
{
    using enum EstimateRefusal;
    const auto past = steady();
    MeterPast unknown;
    CHECK(estimated(unknown, {}, {}).refusal == never_read);
    CHECK(estimated(past, {}, read_on).refusal == never_read);
    auto replaced = past;
    replaced.is_replaced = true;
    CHECK(estimated(replaced, 99'500, read_on).refusal == device_changed);
    auto first = past;
    first.history.clear();
    CHECK(estimated(first, 99'500, read_on).refusal == no_history);
    CHECK(estimated(past, 99'500, due).refusal == billed_already);
    CHECK(estimated(past, 99'500, Date{2026, 6, 30}, read_on).refusal == billed_already);
    CHECK(std::string_view{name_of(billed_already)} == "billed_already");
}
