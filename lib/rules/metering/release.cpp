#include "rules/metering/release.hpp"

#include <algorithm>
#include <array>

namespace duesday::rules {

namespace {

bool fails(ReleaseFate fate)
{
    return fate == ReleaseFate::held || fate == ReleaseFate::implausible ||
           fate == ReleaseFate::contract_ended;
}

} // namespace

const char* name_of(ReleaseFate fate)
{
    constexpr std::array<const char*, 6> names{"released", "other_source", "contract_waits",
                                               "held",     "implausible",  "contract_ended"};
    return names.at(static_cast<std::size_t>(fate));
}

ReleaseFate fate_at_release(const ReleaseFacts& facts)
{
    if (!facts.is_of_source)
        return ReleaseFate::other_source;
    if (facts.is_after_contract)
        return ReleaseFate::contract_ended;
    if (facts.is_held)
        return ReleaseFate::held;
    return facts.question ? ReleaseFate::implausible : ReleaseFate::released;
}

void hold_whole_contract(std::span<ReleaseFate> fates)
{
    if (std::none_of(fates.begin(), fates.end(), fails))
        return;
    for (auto& fate : fates)
        if (fate == ReleaseFate::released)
            fate = ReleaseFate::contract_waits;
}

} // namespace duesday::rules
