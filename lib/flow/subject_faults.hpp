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

/// The stable reason of a subject whose rows could not be worked on.
inline constexpr const char* broken_rows = "broken_rows";

} // namespace duesday::flow
