// Contracts, machines with their devices, and meters in bulk.
#pragma once

#include "base/date.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

struct ContactReference {
    std::int64_t id = 0;
    std::int64_t customer = 0;
};
std::optional<ContactReference> contact_reference(Database& database, std::string_view key);
/// The key of a contract that names this contact; empty where there is none.
std::string contract_of_contact(Database& database, std::int64_t contact);

struct ImportedContract {
    std::int64_t id = 0;
    std::string contract;
    std::int64_t customer = 0;
    std::string customer_key;
    std::int64_t contact = 0;
    std::string contact_key;
    std::string reporting_by;
    int period_months = 3;
    std::optional<Date> next_reading_on; ///< nothing: never read yet
    std::optional<Date> ends_on;
};

std::int64_t last_contract_id(Database& database);
/// False where the key is there already.
bool add_contract(Write& write, const ImportedContract& row);
std::optional<ImportedContract> imported_contract(Database& database, std::string_view key);
void overwrite_contract(Write& write, const ImportedContract& row);
std::optional<std::int64_t> contract_id(Database& database, std::string_view key);
/// A reading of one of its meters was released here, not by an import.
bool has_released_reading(Database& database, std::int64_t contract);

struct ImportedMachine {
    std::int64_t id = 0;
    std::string machine;
    std::int64_t contract = 0;
    std::string contract_key;
    std::string model;
    std::string serial; ///< of the device that stands there now
    std::optional<std::string> location;
    std::optional<std::string> reading_help_url;
};

std::int64_t last_machine_id(Database& database);
/// With its first device. False where the key is there already.
bool add_machine(Write& write, const ImportedMachine& row);
std::optional<ImportedMachine> imported_machine(Database& database, std::string_view key);
/// All but the device.
void overwrite_machine(Write& write, const ImportedMachine& row);
std::optional<std::int64_t> machine_id(Database& database, std::string_view key);

struct ImportedMeter {
    std::int64_t id = 0;
    std::string meter;
    std::int64_t machine = 0;
    std::string machine_key;
    std::string name;
    std::optional<int> digits; ///< nothing: not known, it never begins again
    bool contract_relevant = true;
    std::string kind = "other";
};

std::int64_t last_meter_id(Database& database);
/// False where the key is there already.
bool add_meter(Write& write, const ImportedMeter& row);
std::optional<ImportedMeter> imported_meter(Database& database, std::string_view key);
void overwrite_meter(Write& write, const ImportedMeter& row);
bool is_read(Database& database, std::int64_t meter);
/// The highest value that its present device has shown, as far as it was believed.
std::int64_t highest_value(Database& database, std::int64_t meter);

} // namespace duesday::store
