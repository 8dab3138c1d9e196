// What became of one subject of a run.
#pragma once

namespace duesday {

/// DESIGN 3: every subject a flow looked at ends as one of these.
enum class Outcome {
    done,
    skipped,   ///< a rule says: not this, not now
    attention, ///< a person has to look; the run's exit status becomes 1
};

const char* name_of(Outcome outcome);

} // namespace duesday
