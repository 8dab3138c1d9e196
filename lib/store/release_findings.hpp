// The protocol of releases (MTR-024): what was implausible when a reading was released, or held.
#pragma once

#include "rules/metering/plausibility.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <string_view>

namespace duesday::store {

struct NewReleaseFinding {
    std::int64_t reading = 0;
    std::int64_t value = 0;
    rules::Question question;
    std::string_view forced_by; ///< who released it all the same; empty: it was held
    std::string_view reason;    ///< of that person
};
/// Of the run and the moment of the Write.
void add_release_finding(Write& write, const NewReleaseFinding& finding);

} // namespace duesday::store
