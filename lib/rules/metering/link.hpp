// What a link of a letter still opens (MTR-012).
#pragma once

#include "base/date.hpp"

namespace duesday::rules {

struct LinkFacts {
    bool is_known = false;
    bool is_revoked = false;
    Date valid_until;              ///< inclusive
    bool has_open_request = false; ///< readings of its period are still to be released
};

enum class LinkUse {
    open,
    unknown, ///< also one that was revoked: who holds it learns nothing
    used_up, ///< its readings are released, or its days are over
};

LinkUse judge_link(const LinkFacts& facts, Date today);

} // namespace duesday::rules
