// The devices of a machine's place while history of its meters is imported: a row may name one that
// the book does not know yet, in whatever order the rows stand (MTR-026 R8).
#pragma once

#include "store/devices.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::flow {

/// Shared by all meters of the machine. Places are counted from 0.
class MachineDevices {
public:
    MachineDevices(store::Database& database, std::int64_t machine);

    /// The place of a stored device.
    std::size_t place_of(std::int64_t device) const;
    const std::string& serial(std::size_t place) const { return devices_.stays[place].serial; }
    std::int64_t id(std::size_t place) const { return devices_.ids[place]; }

    /// Whose a row is. `after`: its meter was read there before.
    rules::DevicePlace find(std::string_view serial, Date read_on,
                            std::optional<std::size_t> after);
    /// Notes a device that is not known where find() put it; its place.
    std::size_t add(store::Write& write, const rules::DevicePlace& found, std::string_view serial);
    /// A reading of this day was added.
    void note_reading(std::size_t place, Date read_on);

    /// Why a device cannot have stood there on the day of a row.
    std::string contradiction(std::size_t place, std::string_view serial) const;

private:
    store::Database& database_;
    std::int64_t machine_;
    store::Devices devices_; ///< never empty; the last one stands there now
    bool has_days_ = false;  ///< looked up where more than one device can be meant
};

} // namespace duesday::flow
