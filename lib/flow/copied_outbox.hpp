// What waits in the outbox of a restored or copied book.
#pragma once

#include "runtime/context.hpp"

namespace duesday::flow {

/// The book that the copy was made of may have sent what waits here: what goes to a server is held
/// for a person (reason may_have_left), who lets it go with deliver retry under the same
/// Message-ID. Into the Maildir and the folder it goes as ever, because there a repetition replaces
/// its equal.
void hold_what_may_have_left(runtime::Context& context);

} // namespace duesday::flow
