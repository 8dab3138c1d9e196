#include "base/fault.hpp"

#include <utility>

namespace duesday {

const char* name_of(FaultKind kind)
{
    switch (kind) {
    case FaultKind::usage:
        return "usage";
    case FaultKind::bad_input:
        return "bad_input";
    case FaultKind::no_input:
        return "no_input";
    case FaultKind::unavailable:
        return "unavailable";
    case FaultKind::bug:
        return "bug";
    case FaultKind::cannot_write:
        return "cannot_write";
    case FaultKind::try_later:
        return "try_later";
    case FaultKind::not_permitted:
        return "not_permitted";
    case FaultKind::bad_setup:
        return "bad_setup";
    }
    return "bug";
}

Fault::Fault(FaultKind kind, const std::string& text, std::string remedy, std::string reason) :
    std::runtime_error{text}, kind_{kind}, remedy_{std::move(remedy)},
    reason_{reason.empty() ? name_of(kind) : std::move(reason)}
{
}

} // namespace duesday
