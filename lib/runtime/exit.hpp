// What a program's exit status tells its caller (DESIGN 4): the numbers of sysexits.h.
#pragma once

#include "base/fault.hpp"

namespace duesday::runtime {

enum class Exit {
    done = 0,           ///< go on; also: nothing was due
    attention = 1,      ///< go on, and show the report to a person
    usage = 64,         ///< the command line is wrong
    bad_input = 65,     ///< data cannot be accepted, a rule refuses it, or the book is unsound
    no_input = 66,      ///< a file or the book is not there
    unavailable = 69,   ///< a partner cannot be reached at all; try again later
    bug = 70,           ///< report it
    cannot_write = 73,  ///< disk full, read-only, no permission; nothing half-done
    try_later = 75,     ///< a lock is held, the book stayed busy, or the run was stopped
    not_permitted = 77, ///< the actor has no right to do this
    bad_setup = 78,     ///< configuration, mode or schema must be repaired
};

Exit exit_for(FaultKind kind);

} // namespace duesday::runtime
