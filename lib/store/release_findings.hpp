// The protocol of releases (MTR-024): what was implausible when a reading was released, or held.
#pragma once

#include "rules/metering/plausibility.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
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

bool has_release_finding(Database& database, std::int64_t reading);

/// A row of the protocol.
struct ReleaseFinding {
    std::int64_t run = 0;
    std::string found_at; ///< UTC
    std::string contract, meter, source;
    Date read_on;
    std::int64_t value = 0;
    std::string rule;
    std::optional<std::int64_t> lowest, highest;
    std::string suspicion;
    std::optional<std::int64_t> proposal;
    std::string forced_by, reason;
    std::string state; ///< of the reading today
};
/// Of one run, or of all; by run, in the order in which they were found.
void each_release_finding(Database& database, std::optional<std::int64_t> run,
                          const std::function<void(const ReleaseFinding&)>& finding);

} // namespace duesday::store
