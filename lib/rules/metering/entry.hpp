// What becomes of a reading that somebody enters, once it is judged (MTR-017 to MTR-020).
#pragma once

#include "rules/metering/plausibility.hpp"

#include <optional>

namespace duesday::rules {

struct EntryFacts {
    std::optional<PlausibilityRule> question; ///< nothing: plausible
    bool is_repeated = false; ///< the same value of the same day was rejected before
    bool is_insisted = false; ///< an operator gave a reason
};

enum class EntryFate {
    entered,  ///< plausible: waits for its release, and may be corrected until then
    rejected, ///< kept as an attempt only; what was entered before stands
    held,     ///< the present reading, which only a person releases
};

/// "entered" and so on: the state that is stored.
const char* name_of(EntryFate fate);

/// Insisting helps against every doubt about a value, never against a day on which it cannot have
/// been read (R7): nothing could be billed for it.
EntryFate fate_of_entry(const EntryFacts& facts);

/// What was counted between two values of a device, the later one put right by a person: also
/// backwards, where it is less than a counter explains that began again.
std::int64_t difference_of(std::int64_t before, std::int64_t value, std::optional<int> digits,
                           std::int64_t rollover_limit);

/// R2 where what the device showed next does not go on from a value that a person puts right.
std::optional<Question> question_before(std::int64_t value, std::int64_t next,
                                        std::optional<int> digits, std::int64_t rollover_limit);

} // namespace duesday::rules
