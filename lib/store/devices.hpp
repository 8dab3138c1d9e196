// The devices that stood in the places of machines, one after the other (MTR-026 R8).
#pragma once

#include "rules/metering/device_order.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace duesday::store {

/// Those of a machine in their order; the last one stands there now.
struct Devices {
    std::vector<std::int64_t> ids;
    std::vector<rules::DeviceStay> stays; ///< as many
};
/// Without the days on which they were read.
Devices devices_of(Database& database, std::int64_t machine);
/// Fills in those days, from what is released and what waits; an estimate was read nowhere.
void find_read_days(Database& database, std::int64_t machine, Devices& devices);

/// From today on a device with this serial number stands in the machine's place.
void add_device(Write& write, std::int64_t machine, std::string_view serial);
/// One that stood there just before the device `next`; its id.
std::int64_t add_device_before(Write& write, std::int64_t next, std::string_view serial);
/// The present device of the machine has the same serial number in another spelling.
void respell_serial(Write& write, std::int64_t machine, std::string_view serial);

} // namespace duesday::store
