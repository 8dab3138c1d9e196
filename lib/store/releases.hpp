// The release of readings for billing: what waits for it, and what it changes (MTR-019 to MTR-025).
#pragma once

#include "rules/metering/schedule.hpp"
#include "store/book.hpp"
#include "store/meters.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// Contracts of which readings wait, entered or held. What is released already costs nothing.
std::vector<std::int64_t> contracts_with_waiting_readings(Database& database);
/// Contracts that run on the day for which they were to be read, which is `due_by` or before.
std::vector<std::int64_t> contracts_due_by(Database& database, Date due_by);

std::string contract_key(Database& database, std::int64_t contract);

/// By the actor of the Write, today. `reason` is that of a person who forced it; else empty.
void release_reading(Write& write, std::int64_t reading, std::string_view reason);
/// A reading that was entered fails the second check by this rule: a person alone releases it.
void hold_reading(Write& write, std::int64_t reading, std::string_view rule);

struct NewEstimate {
    std::int64_t meter = 0;
    std::int64_t device = 0;
    rules::Reading reading;
};
/// Released at once, by the actor of the Write; its id.
std::int64_t add_estimate(Write& write, const NewEstimate& estimate);

/// For when a contract's readings are wanted: the open request, else its next reading.
std::optional<rules::ReadingTerm> reading_term(Database& database, std::int64_t contract);
/// All readings of the contract are released for the day `due_on`: nobody is asked for them any
/// more, and it is read next on `next_reading_on`.
void close_term(Write& write, std::int64_t contract, Date due_on, Date next_reading_on);

} // namespace duesday::store
