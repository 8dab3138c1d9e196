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

/// Prints the book as canonical text.
void admin_dump(runtime::Context& context);

} // namespace duesday::flow
