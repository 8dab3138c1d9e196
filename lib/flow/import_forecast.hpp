// What the next renew would do, said at the end of an import (CLI.md; D24 first run).
#pragma once

#include "runtime/context.hpp"

#include <cstdint>

namespace duesday::flow {

struct Forecast {
    std::int64_t notices = 0; ///< letters: one a purchaser (SUB-082)
    std::int64_t charges = 0; ///< one a purchaser, month of expiry and currency (D23)
    std::int64_t lapses = 0;  ///< one a subscription

    std::int64_t total() const { return notices + charges + lapses; }
};

/// Plans today's renew as renew does, payer by payer, and records nothing. What only a charge's
/// answer brings about (the end after a last refusal) is not in it.
Forecast forecast_renew(const runtime::Context& context);

} // namespace duesday::flow
