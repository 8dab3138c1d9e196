// Which readings a release for billing takes, and which it leaves (MTR-022 to MTR-025).
#pragma once

#include "rules/metering/plausibility.hpp"

#include <optional>
#include <span>

namespace duesday::rules {

/// What is known of a reading that waits, when readings are released.
struct ReleaseFacts {
    bool is_of_source = true; ///< it came by a way of which readings are released (MTR-022)
    bool is_held = false;     ///< it was implausible before: a person alone releases it (MTR-025)
    /// It was read after the last day of its contract, which was not known when it was entered.
    bool is_after_contract = false;
    std::optional<PlausibilityRule> question; ///< of the second check; nothing: plausible (MTR-023)
};

enum class ReleaseFate {
    released,
    other_source,   ///< waits for a run that releases its source
    contract_waits, ///< another one of its contract fails, and the whole contract was asked for
    held,           ///< waits for a person since it was entered, or since a release before this one
    implausible,    ///< fails the second check: held from now on
    contract_ended,
};

/// "released", "other_source" and so on.
const char* name_of(ReleaseFate fate);

/// A failing reading blocks only itself; see hold_whole_contract.
ReleaseFate fate_at_release(const ReleaseFacts& facts);

/// `--whole-contract`: where one of a contract's readings fails, none of the others is released.
void hold_whole_contract(std::span<ReleaseFate> fates);

} // namespace duesday::rules
