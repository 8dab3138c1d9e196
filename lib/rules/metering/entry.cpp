#include "rules/metering/entry.hpp"

#include <array>

namespace duesday::rules {

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
    const auto volume = counted(before, value, digits);
    if (volume && (value >= before || *volume <= rollover_limit))
        return *volume;
    return value - before;
}

} // namespace duesday::rules
