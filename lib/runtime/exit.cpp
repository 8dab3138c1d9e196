#include "runtime/exit.hpp"

namespace duesday::runtime {

Exit exit_for(FaultKind kind)
{
    switch (kind) {
    case FaultKind::usage:
        return Exit::usage;
    case FaultKind::bad_input:
        return Exit::bad_input;
    case FaultKind::no_input:
        return Exit::no_input;
    case FaultKind::unavailable:
        return Exit::unavailable;
    case FaultKind::bug:
        return Exit::bug;
    case FaultKind::cannot_write:
        return Exit::cannot_write;
    case FaultKind::try_later:
        return Exit::try_later;
    case FaultKind::not_permitted:
        return Exit::not_permitted;
    case FaultKind::bad_setup:
        return Exit::bad_setup;
    }
    return Exit::bug;
}

} // namespace duesday::runtime
