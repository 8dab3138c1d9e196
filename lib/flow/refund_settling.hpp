// A refund of a part of what was paid: a person says what it was for (SUB-038).
#pragma once

#include "flow/subscribe.hpp"
#include "runtime/context.hpp"

namespace duesday::flow {

/// False where the options name no refund of this book's. Else it is settled with the reason, after
/// a plan, and told; or refused: `not_partial` where all that was paid went back, which needs a
/// credit note.
bool settle_refund_of_part(runtime::Context& context, const SettleOptions& options);

} // namespace duesday::flow
