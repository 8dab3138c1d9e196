// Letters that ask for readings, on their way into the outbox.
#pragma once

#include "flow/portal_findings.hpp"
#include "flow/portal_readiness.hpp"
#include "flow/request_meters.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

/// A contract as it stands in a letter.
struct AskedInLetter {
    JudgedContract judged;
    Date due_on;
    std::vector<store::AskedMeter> meters; ///< that are asked for; by machine
};

/// Before the first letter: Fault(bad_setup) where links would lead nowhere or the text block is
/// wrong (MTR-010); what is unknown in the block asks for a person (MTR-011).
void require_letters(runtime::Context& context, const TextBlockCheck& check_text_block);

/// Puts the letters for these contracts of an address, all of one period, into the outbox: one, or
/// one for each customer where the configuration says so. `letter` is meter-request or
/// meter-reminder.
void put_meter_letters(runtime::Context& context, store::Write* write, std::string_view letter,
                       const std::string& address, const std::string& period,
                       std::vector<AskedInLetter> contracts, PortalFindings& findings);

} // namespace duesday::flow
