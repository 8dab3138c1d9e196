// renew: notices, charges, retries and lapses for the day.
#pragma once

#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <optional>
#include <string>

namespace duesday::flow {

struct RenewOptions {
    std::optional<std::string> only;      ///< notices, charges or lapses; else all
    std::optional<std::string> purchaser; ///< e-mail; else everybody
    bool no_brake = false;
    int concurrency = 16; ///< calls in flight; Fault(usage) below 1
};

/// Works through every payer with something due. Runs under the lock "cards" and lets go of
/// it between batches, so that a person's command gets its turn.
void renew(runtime::Context& context, partner::CardGateway& gateway, const RenewOptions& options);

} // namespace duesday::flow
