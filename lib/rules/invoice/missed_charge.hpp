// What it means that a provider does not find a charge that may have been sent (PARTNERS 5).
#pragma once

#include "base/timestamp.hpp"

#include <optional>

namespace duesday::rules {

/// A complete look-up that did not find a charge.
struct MissedCharge {
    Timestamp now;
    /// When it may have left at the latest; nothing: it certainly never did.
    std::optional<Timestamp> left_at;
    std::optional<Timestamp> first_missed_at;
    /// The provider has told a number of its own for it: what was there once does not go away.
    bool is_named = false;
    /// The provider's rule: so long after the call at the earliest, and again so much later. Zeros:
    /// it knows at once.
    int first_after_seconds = 0;
    int apart_seconds = 0;
};

enum class Miss {
    says_nothing, ///< too early, or a clock went back, or the provider has known it
    counts,       ///< the first of the two that are needed
    never_taken,
};

Miss judge_miss(const MissedCharge& missed);

} // namespace duesday::rules
