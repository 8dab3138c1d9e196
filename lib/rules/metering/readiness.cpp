#include "rules/metering/readiness.hpp"

#include "base/text.hpp"

#include <array>

namespace duesday::rules {

Readiness judge_readiness(const ReadinessFacts& facts)
{
    if (!facts.by_portal)
        return Readiness::not_by_portal;
    if (facts.has_ended)
        return Readiness::contract_ended;
    const auto address = text::trim(facts.email);
    if (address.empty())
        return Readiness::no_email;
    if (!text::looks_like_email(address))
        return Readiness::invalid_email;
    if (facts.address_stands_twice)
        return Readiness::duplicate_address;
    if (facts.is_revoked && !facts.is_named)
        return Readiness::access_revoked;
    return Readiness::ready;
}

bool is_failure(Readiness readiness)
{
    return readiness >= Readiness::no_email;
}

const char* name_of(Readiness readiness)
{
    constexpr std::array names{"ready",         "not_by_portal",     "contract_ended", "no_email",
                               "invalid_email", "duplicate_address", "access_revoked"};
    return names[static_cast<std::size_t>(readiness)];
}

} // namespace duesday::rules
