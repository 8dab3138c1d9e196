// Meters with the machine and the contract that they stand for, and whose they are (MTR-015).
#pragma once

#include "rules/metering/meter.hpp"
#include "rules/metering/schedule.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct MeterRow {
    std::int64_t id = 0;
    std::string meter; ///< the firm's own key
    rules::MeterKind kind = rules::MeterKind::other;
    std::optional<int> digits;
    std::int64_t machine = 0;
    std::string machine_key, model;
    std::optional<std::string> reading_help_url;
    std::int64_t contract = 0;
    std::string contract_key;
    std::optional<Date> contract_ends_on; ///< its last day, inclusive
    int period_months = 3;
    std::optional<Date> next_reading_on;
    std::string customer_key;
    bool is_relevant = true; ///< to the contract (MTR-015)
};

std::optional<MeterRow> find_meter(Database& database, std::string_view meter);

/// All of a machine, by key.
std::vector<MeterRow> meters_of_machine(Database& database, std::int64_t machine);

/// All of a contract, by machine and key.
std::vector<MeterRow> meters_of_contract(Database& database, std::int64_t contract);

/// The keys of what who holds this address is entrusted with: contract-relevant meters of contracts
/// that are reported over the portal and name a contact with the address and the right to it. By
/// customer, machine and meter.
std::vector<std::string> meters_of_address(Database& database, std::string_view email_key);
/// Whether the meter is one of those.
bool is_entrusted(Database& database, std::string_view email_key, std::string_view meter);

/// Readings of the period are still to be released: of some contract that was asked for them at
/// this address.
bool has_open_request(Database& database, std::string_view email_key, std::string_view period);

/// For which day a contract's readings are wanted.
struct WantedReading {
    bool is_closed = false;                 ///< those of the period are released
    std::optional<rules::ReadingTerm> term; ///< nothing: it was never read nor asked
};
WantedReading wanted_reading(Database& database, const MeterRow& meter, std::string_view period);

} // namespace duesday::store
