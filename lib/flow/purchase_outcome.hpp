// What became of a purchase, told to the person who asked for it.
#pragma once

#include "flow/card_charging.hpp"
#include "flow/charge_answer_text.hpp"

#include <set>
#include <string>

namespace duesday::flow {

/// What a purchase is for: "INSTALLATION:REFERENCE" of each line.
std::set<std::string> wishes_of(const ChargeCase& charge_case, const Catalogue& catalogue);

/// One `charge` event and one `purchase` event a subscription that stands. The exit status says
/// paid (0), declined, rejected, pending or unknown (1), not sent (69). `earlier`: an earlier run
/// made it and was cut off before it could tell.
void report_purchase(runtime::Context& context, const ChargeCase& charge_case,
                     const Settlement& settlement, bool earlier);

/// A charge that another run left and this one settled (D19): said, never alarmed.
void report_settled(runtime::Context& context, const ChargeCase& charge_case,
                    const Settlement& settlement);

} // namespace duesday::flow
