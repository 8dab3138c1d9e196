// Faults: what keeps a program from doing its work. A refusal by a business rule is not a fault
// but a value (base/outcome.hpp).
#pragma once

#include <stdexcept>
#include <string>

namespace duesday {

/// Why work could not be done. Each kind maps to one exit status (runtime/exit.hpp, DESIGN 4).
enum class FaultKind {
    usage,         ///< 64: the command line is wrong
    bad_input,     ///< 65: data handed in, or a book that cannot be trusted
    no_input,      ///< 66: a file or the book is not there
    unavailable,   ///< 69: a partner cannot be reached at all
    bug,           ///< 70: a broken assumption of ours
    cannot_write,  ///< 73: disk full, read-only, no permission
    try_later,     ///< 75: a lock is held, the book stayed busy, the run was stopped
    not_permitted, ///< 77: the actor has no right
    bad_setup,     ///< 78: configuration, mode or schema must be repaired
};

/// "bad_input" and so on, as printed in JSON.
const char* name_of(FaultKind kind);

/// Thrown where work cannot go on; caught in one place, runtime/program.cpp.
/// `text` says what is wrong and where, `remedy` what to do next (may be empty), `reason` is a
/// stable code where a caller may want to tell cases apart (defaults to the kind's name).
class Fault : public std::runtime_error {
public:
    Fault(FaultKind kind, const std::string& text, std::string remedy = {},
          std::string reason = {});

    FaultKind kind() const noexcept { return kind_; }
    const std::string& remedy() const noexcept { return remedy_; }
    const std::string& reason() const noexcept { return reason_; }

private:
    FaultKind kind_;
    std::string remedy_;
    std::string reason_;
};

} // namespace duesday
