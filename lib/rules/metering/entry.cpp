#include "rules/metering/entry.hpp"

#include <array>

namespace duesday::rules {

namespace {

/// What was counted, unless the value is lower than a counter explains that began again.
std::optional<std::int64_t> believed(std::int64_t before, std::int64_t value,
                                     std::optional<int> digits, std::int64_t rollover_limit)
{
    const auto volume = counted(before, value, digits);
    return volume && (value >= before || *volume <= rollover_limit) ? volume : std::nullopt;
}

} // namespace

const char* name_of(EntryFate fate)
{
    constexpr std::array<const char*, 3> names{"entered", "rejected", "held"};
    return names.at(static_cast<std::size_t>(fate));
}

EntryFate fate_of_entry(const EntryFacts& facts)
{
    if (!facts.question)
        return EntryFate::entered;
    if (*facts.question == PlausibilityRule::date_order)
        return EntryFate::rejected;
    return facts.is_repeated || facts.is_insisted ? EntryFate::held : EntryFate::rejected;
}

std::int64_t difference_of(std::int64_t before, std::int64_t value, std::optional<int> digits,
                           std::int64_t rollover_limit)
{
    return believed(before, value, digits, rollover_limit).value_or(value - before);
}

std::optional<Question> question_before(std::int64_t value, std::int64_t next,
                                        std::optional<int> digits, std::int64_t rollover_limit)
{
    if (believed(value, next, digits, rollover_limit))
        return std::nullopt;
    return Question{PlausibilityRule::not_below, 0, next, Suspicion::none, std::nullopt};
}

} // namespace duesday::rules
