#include "flow/read_device.hpp"

#include "base/fault.hpp"
#include "flow/meter_words.hpp"
#include "intake/row.hpp"
#include "store/import_readings.hpp"
#include "store/meter_pasts.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

std::int64_t present_device(store::Database& database, const store::MeterRow& meter)
{
    const auto devices = store::devices_of(database, meter.machine);
    if (devices.empty())
        throw Fault{FaultKind::bad_input,
                    fmt::format("machine {} has no device", meter.machine_key),
                    "the book is broken: admin check says more"};
    return devices.back().id;
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

} // namespace

std::optional<std::int64_t> device_with_serial(runtime::Context& context,
                                               const store::MeterRow& meter,
                                               const std::string& serial)
{
    const auto devices = store::devices_of(context.book.database(), meter.machine);
    for (auto device = devices.rbegin(); device != devices.rend(); ++device)
        if (device->serial == serial)
            return device->id;
    refuse_meter(context, meter.meter, "unknown_serial",
                 fmt::format("no device {} stands or stood at machine {}: where another one came, "
                             "import-data machines says so",
                             intake::shown(serial), meter.machine_key));
    return std::nullopt;
}

std::optional<std::int64_t> read_device(runtime::Context& context, const store::MeterRow& meter,
                                        const rules::Reading& reading,
                                        const std::optional<std::string>& serial,
                                        const rules::MeterLimits& limits)
{
    auto& database = context.book.database();
    const auto device = serial ? device_with_serial(context, meter, *serial)
                               : device_by_value(database, meter, reading, limits);
    if (!device)
        return std::nullopt;
    // An end reading may come late, as long as nothing but the start reading is released behind it.
    const auto later = store::later_devices(database, meter.id, *device);
    if (!later || (reading.read_on <= later->first_on &&
                   later->released_on.value_or(later->first_on) <= later->first_on))
        return device;
    refuse_meter(
        context, meter.meter, "earlier_device",
        fmt::format("another device took the place of that one, and was read on {} already",
                    later->first_on.iso()));
    return std::nullopt;
}

} // namespace duesday::flow
