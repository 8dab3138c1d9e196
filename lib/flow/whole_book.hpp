// A book as a whole, as it is copied, put back, adopted or migrated: who may be at work in it,
// whose it is, and whether it is sound.
#pragma once

#include "flow/book_checks.hpp"
#include "runtime/program.hpp"
#include "store/book.hpp"
#include "store/locks.hpp"

#include <string>
#include <vector>

namespace duesday::flow {

/// Every run lock of a book (DESIGN 4): what replaces the book must be alone with it.
/// Fault(try_later) where another program is at work.
std::vector<store::RunLock> take_all_locks(const runtime::Paths& paths);

/// Fault(bad_setup) where the configuration is of a book of the other mode than that of `file`.
void require_mode(const runtime::Config& config, store::Mode mode, const std::string& file);

/// Reports what is wrong with a copy, with `status`; true where nothing is.
bool is_sound(store::Book& copy, CheckDepth depth, runtime::Report& report, runtime::Exit status);

} // namespace duesday::flow
