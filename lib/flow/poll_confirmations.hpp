// poll-confirmations: asks every partner for the answers still owed (D19).
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <string>
#include <vector>

namespace duesday::flow {

struct PollOptions {
    std::vector<std::string> partners; ///< "cards" and others; empty: all
    bool reconcile = false;            ///< after a restore: also what this book has lost
};

/// Asks about each charge that is unknown or pending, and records final answers with all that
/// follows. With `reconcile` it first adopts what was lost and lifts the restore's guard. Charges
/// that a dead run left planned or sent belong to renew and subscribe.
/// Fault(usage) for a partner that it does not know.
void poll_confirmations(runtime::Context& context, partner::CardGateway& cards,
                        const PollOptions& options);

} // namespace duesday::flow
