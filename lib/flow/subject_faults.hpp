// One bad subject never stops the rest (DESIGN 3.4), a broken book stops the run.
#pragma once

#include "base/fault.hpp"

namespace duesday::flow {

/// True for what the rows of one subject may cause: a value that no rule knows, a row that breaks a
/// constraint. False where the book as a whole is corrupt, full or busy, or the set-up is wrong.
///
/// Flows group many subjects in a Write and give each a Write of its own only where the group met
/// such a Fault: a savepoint for every subject would cost each night what is needed once in years.
inline bool concerns_one_subject(const Fault& fault)
{
    return fault.kind() == FaultKind::bug ||
           (fault.kind() == FaultKind::bad_input && fault.reason() != "corrupt_book");
}

/// Works on one subject of many: a Fault that concerns only it is handed to `broken`, so that the
/// rest has its turn; any other one goes on.
template <class Work, class Broken>
void on_one_subject(const Work& work, const Broken& broken)
{
    try {
        work();
    } catch (const Fault& fault) {
        if (!concerns_one_subject(fault))
            throw;
        broken(fault);
    }
}

/// The stable reason of a subject whose rows could not be worked on.
inline constexpr const char* broken_rows = "broken_rows";

} // namespace duesday::flow
