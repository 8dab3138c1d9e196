// Asks customers for the readings of their meters: who can be asked, the letters with their links,
// reminders. The manual is man/duesday-request-meters.1.
#pragma once

#include "document/text_block.hpp"
#include "runtime/context.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

/// document::check_text_block for the configured block, handed over by the main.
using TextBlockCheck = std::function<std::vector<document::UnknownPlaceholder>()>;

struct RequestOptions {
    std::vector<std::string> contracts; ///< none: all
    std::optional<Date> due_by;         ///< today where it is not given
};
/// One letter for each address and month in which its contracts are due (MTR-029). A contract that
/// is not ready is reported and the others are asked. What was asked before is not asked again, so
/// that a repeat sends nothing. Needs the lock `meters`.
void request_meters(runtime::Context& context, const TextBlockCheck& check_text_block,
                    const RequestOptions& options);

/// Reminders of what was asked some days ago and is not in, two at most. Fault(usage) where
/// contracts or a day are named: each is reminded when it is time. Needs the lock `meters`.
void request_meters_remind(runtime::Context& context, const TextBlockCheck& check_text_block,
                           const RequestOptions& options);

struct ReadyOptions {
    std::vector<std::string> contracts; ///< none: all that are reported over the portal
    bool check_only = false;            ///< grant nothing
};
/// Checks and grants the rights of the portal (MTR-002 to MTR-005). Needs the lock `meters`.
void request_meters_ready(runtime::Context& context, const ReadyOptions& options);

/// Takes the right away from a contact; the links of its address end where nobody else has one.
/// Needs the lock `meters`.
void request_meters_revoke(runtime::Context& context, const std::string& contact);

} // namespace duesday::flow
