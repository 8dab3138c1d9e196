// The book's own upkeep: made, looked into, proved sound, saved and brought back (man
// duesday-admin.1).
#pragma once

#include "runtime/context.hpp"
#include "runtime/program.hpp"

namespace duesday::flow {

struct InitOptions {
    bool live = false;
};
/// Makes the book, and the folder it stands in. Fault(bad_input, book_exists) where one is there.
void admin_init(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                const runtime::Clock& clock, runtime::Report& report, const InitOptions& options);

struct CheckOptions {
    bool quick = false;
};
/// Proves the invariants of DESIGN 6, one line each. Status 65 and the rows where one fails.
void admin_check(runtime::Context& context, const CheckOptions& options);

/// Prints the book as canonical text.
void admin_dump(runtime::Context& context);

} // namespace duesday::flow
