#include "rules/metering/link.hpp"

namespace duesday::rules {

LinkUse judge_link(const LinkFacts& facts, Date today)
{
    if (!facts.is_known || facts.is_revoked)
        return LinkUse::unknown;
    return facts.has_open_request && today <= facts.valid_until ? LinkUse::open : LinkUse::used_up;
}

} // namespace duesday::rules
