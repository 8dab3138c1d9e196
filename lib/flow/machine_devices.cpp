#include "flow/machine_devices.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

MachineDevices::MachineDevices(store::Database& database, std::int64_t machine)
    : database_{database}, machine_{machine}, devices_{store::devices_of(database, machine)}
{
}

std::size_t MachineDevices::place_of(std::int64_t device) const
{
    const auto found = std::find(devices_.ids.begin(), devices_.ids.end(), device);
    return static_cast<std::size_t>(found - devices_.ids.begin());
}

rules::DevicePlace MachineDevices::find(std::string_view serial, Date read_on,
                                        std::optional<std::size_t> after)
{
    const bool is_alone =
        devices_.stays.size() == 1 && rules::is_same_serial(serial, devices_.stays[0].serial);
    if (!has_days_ && !serial.empty() && !is_alone) {
        store::find_read_days(database_, machine_, devices_);
        has_days_ = true;
    }
    return rules::place_of_device(devices_.stays, serial, read_on, after);
}

std::size_t MachineDevices::add(store::Write& write, const rules::DevicePlace& found,
                                std::string_view serial)
{
    const auto at = static_cast<std::ptrdiff_t>(found.stay);
    const auto id = store::add_device_before(write, devices_.ids[found.stay], serial);
    devices_.ids.insert(devices_.ids.begin() + at, id);
    devices_.stays.insert(devices_.stays.begin() + at,
                          {std::string{serial}, write.stamp().business_date, std::nullopt});
    return found.stay;
}

void MachineDevices::note_reading(std::size_t place, Date read_on)
{
    auto& read = devices_.stays[place].read;
    if (!read)
        read = rules::ReadDays{read_on, read_on};
    read->first = std::min(read->first, read_on);
    read->last = std::max(read->last, read_on);
}

std::string MachineDevices::contradiction(std::size_t place, std::string_view serial) const
{
    const auto& other = devices_.stays[place];
    if (place + 1 < devices_.stays.size())
        return fmt::format("{} stood there from {} to {}", other.serial, other.read->first.iso(),
                           other.read->last.iso());
    return fmt::format("{} stands there now, and was read on {} already; where {} stood there in "
                       "between, import-data machines says so: first with {}, then with {} again",
                       other.serial, other.read->first.iso(), serial, serial, other.serial);
}

} // namespace duesday::flow
