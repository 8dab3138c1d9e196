#include "flow/read_device.hpp"

#include "base/fault.hpp"
#include "flow/meter_words.hpp"
#include "intake/row.hpp"
#include "store/devices.hpp"
#include "store/meter_pasts.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

std::int64_t present_device(store::Database& database, const store::MeterRow& meter)
{
    const auto devices = store::devices_of(database, meter.machine);
    if (devices.ids.empty())
        throw Fault{FaultKind::bad_input,
                    fmt::format("machine {} has no device", meter.machine_key),
                    "the book is broken: admin check says more"};
    return devices.ids.back();
}

std::int64_t device_by_value(store::Database& database, const store::MeterRow& meter,
                             const rules::Reading& reading, const rules::MeterLimits& limits)
{
    const auto present = present_device(database, meter);
    const auto sides = store::device_sides(database, meter.id, present);
    return rules::side_of(sides.pair, reading, limits.device_pair_days()) == rules::PairSide::end
               ? sides.end_device
               : present;
}

/// Of the stays of a device that came back the one whose days fit.
std::optional<std::int64_t> device_by_serial(runtime::Context& context,
                                             const store::MeterRow& meter, Date read_on,
                                             const std::string& serial)
{
    if (devices_with_serial(context, meter, serial).empty())
        return std::nullopt;
    auto& database = context.book.database();
    auto devices = store::devices_of(database, meter.machine);
    store::find_read_days(database, meter.machine, devices);
    return devices.ids[rules::place_of_device(devices.stays, serial, read_on).stay];
}

} // namespace

std::vector<std::int64_t> devices_with_serial(runtime::Context& context,
                                              const store::MeterRow& meter,
                                              const std::string& serial)
{
    const auto devices = store::devices_of(context.book.database(), meter.machine);
    std::vector<std::int64_t> found;
    for (auto i = devices.ids.size(); i-- > 0;)
        if (rules::is_same_serial(devices.stays[i].serial, serial))
            found.push_back(devices.ids[i]);
    if (found.empty())
        refuse_meter(context, meter.meter, "unknown_serial",
                     fmt::format("no device {} stands or stood at machine {}: where another one "
                                 "came, import-data machines says so",
                                 intake::shown(serial), meter.machine_key));
    return found;
}

std::optional<std::int64_t> read_device(runtime::Context& context, const store::MeterRow& meter,
                                        const rules::Reading& reading,
                                        const std::optional<std::string>& serial,
                                        const rules::MeterLimits& limits)
{
    auto& database = context.book.database();
    const auto device = serial ? device_by_serial(context, meter, reading.read_on, *serial)
                               : device_by_value(database, meter, reading, limits);
    if (!device)
        return std::nullopt;
    // An end reading may come late, as long as nothing but the start reading is released behind it.
    const auto later = store::later_devices(database, meter.id, *device);
    if (!later || (reading.read_on <= later->first_on &&
                   (!later->released || later->released->last <= later->first_on)))
        return device;
    refuse_meter(
        context, meter.meter, "earlier_device",
        fmt::format("another device took the place of that one, and was read on {} already",
                    later->first_on.iso()));
    return std::nullopt;
}

} // namespace duesday::flow
