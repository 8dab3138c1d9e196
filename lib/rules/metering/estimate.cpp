#include "rules/metering/estimate.hpp"

#include <array>

namespace duesday::rules {

namespace {

Estimate refused(EstimateRefusal refusal)
{
    return {refusal, 0, 0};
}

} // namespace

const char* name_of(EstimateRefusal refusal)
{
    constexpr std::array<const char*, 4> names{"never_read", "device_changed", "no_history",
                                               "billed_already"};
    return names.at(static_cast<std::size_t>(refusal));
}

Estimate estimate_of(const EstimateFacts& facts)
{
    const auto& past = *facts.past;
    if (!past.last || !facts.standing || !facts.billed_until)
        return refused(EstimateRefusal::never_read);
    if (past.is_replaced)
        return refused(EstimateRefusal::device_changed);
    if (facts.due_on <= *facts.billed_until || facts.due_on <= past.last->read_on)
        return refused(EstimateRefusal::billed_already);
    const auto expected = expect_volume(past.history, *facts.billed_until, facts.due_on);
    if (expected.basis == ExpectationBasis::none)
        return refused(EstimateRefusal::no_history);
    auto value = *facts.standing + expected.volume;
    if (past.digits)
        value %= counter_end(*past.digits);
    return {std::nullopt, expected.volume, value};
}

} // namespace duesday::rules
