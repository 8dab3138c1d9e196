// Readings of the time before: each is released at once, with what was counted up to it.

#include "store/import_readings.hpp"

#include "flow/import_kind.hpp"
#include "flow/machine_devices.hpp"
#include "flow/policies.hpp"
#include "rules/metering/device_pair.hpp"
#include "store/readings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace duesday::flow {

namespace {

using intake::Problem;
using intake::Row;
using Problems = std::vector<Problem>;
using store::ReleasedReading;

struct Meter : store::ReadMeter {
    std::shared_ptr<MachineDevices> devices;
};

/// A row whose cells are understood.
struct Wanted {
    std::string_view key, source, serial;
    Date read_on;
    std::int64_t value = 0;
    rules::DevicePlace device; ///< among those of the machine
};

class ReadingsImport final : public KindImport {
public:
    explicit ReadingsImport(const ImportScope& scope)
        : scope_{scope}, limits_{meter_limits(scope.config)}, seen_{store::last_reading_id(
                                                                  scope.database())}
    {
    }

    Loaded take(const Row& row, const Place&, Problems& problems) override
    {
        auto wanted = resolve(row, problems);
        auto* meter = find(wanted.key, problems);
        if (!problems.empty())
            return Loaded::bad;
        wanted.device = device_of(*meter, wanted);
        const auto loaded = meter->last && wanted.read_on <= meter->last->read_on
                                ? take_known(*meter, wanted, problems)
                                : take_new(*meter, wanted, problems);
        return problems.empty() ? loaded : Loaded::bad;
    }

    std::vector<intake::Remark> remarks() const override
    {
        if (noted_devices_ == 0)
            return {};
        return {
            {"earlier_devices",
             noted_devices_ == 1
                 ? std::string{"1 earlier device is noted from its readings"}
                 : fmt::format("{} earlier devices are noted from their readings", noted_devices_),
             noted_devices_}};
    }

private:
    Wanted resolve(const Row& row, Problems& problems) const
    {
        Wanted wanted;
        wanted.key = meter_.text(row);
        wanted.source = source_.text(row);
        wanted.serial = serial_.text(row);
        wanted.read_on = day_of(row, read_on_, "read_on", problems).value_or(Date{});
        const auto digits = value_.text(row);
        std::from_chars(digits.data(), digits.data() + digits.size(), wanted.value);
        return wanted;
    }

    /// With a bounded memory of the last ones; null and a problem where there is none.
    Meter* find(std::string_view key, Problems& problems)
    {
        if (last_found_ != nullptr && name_ == key)
            return last_found_;
        name_.assign(key);
        if (const auto known = meters_.find(name_); known != meters_.end())
            return last_found_ = &known->second;
        constexpr std::size_t most = 50'000;
        if (meters_.size() >= most) {
            meters_.clear();
            devices_.clear();
        }
        last_found_ = nullptr;
        auto found = store::read_meter(scope_.database(), key);
        if (!found) {
            problems.push_back(
                {"meter", "unknown_meter",
                 fmt::format("there is no meter {}; load meters first", intake::shown(key))});
            return nullptr;
        }
        auto& devices = devices_[found->machine];
        if (!devices)
            devices = std::make_shared<MachineDevices>(scope_.database(), found->machine);
        return last_found_ =
                   &meters_.emplace(name_, Meter{std::move(*found), devices}).first->second;
    }

    /// A row of a day up to which the meter is read: said already, or too late to be said.
    Loaded take_known(Meter& meter, const Wanted& wanted, Problems& problems)
    {
        const auto stored =
            store::imported_readings(scope_.database(), meter.id, wanted.read_on, wanted.source);
        const auto* same = said_before(meter, wanted, stored);
        if ((same == nullptr || same->value != wanted.value) && is_start(meter, wanted))
            return take_new(meter, wanted, problems);
        if (same == nullptr)
            return take_other_source(meter, wanted, problems);
        if (seen_.meets_again(same->id)) {
            problems.push_back(
                duplicate_key("meter", fmt::format("{} of {}, {}", wanted.key, wanted.read_on.iso(),
                                                   wanted.source)));
            return Loaded::bad;
        }
        if (same->value == wanted.value)
            return Loaded::unchanged;
        problems.push_back({"value", "released_reading",
                            fmt::format("{} was released for {}; {}", same->value,
                                        wanted.read_on.iso(), how_to_correct(wanted))});
        return Loaded::bad;
    }

    /// What a file gave under the row's key; without a serial number, of whichever device.
    static const store::ImportedReading*
    said_before(const Meter& meter, const Wanted& wanted,
                const std::vector<store::ImportedReading>& stored)
    {
        const store::ImportedReading* other = nullptr;
        for (const auto& one : stored) {
            if (!is_of(meter, wanted, one.device))
                continue;
            if (one.value == wanted.value)
                return &one;
            other = &one;
        }
        return other;
    }

    /// On the day of the old device's last reading a new one may begin: named by its serial number,
    /// or known by its counter.
    static bool is_start(const Meter& meter, const Wanted& wanted)
    {
        return wanted.read_on == meter.last->read_on && is_of_later_device(meter, wanted) &&
               (!wanted.serial.empty() || wanted.value < meter.last->value);
    }

    /// The same value of the same day counts nothing more.
    Loaded take_other_source(Meter& meter, const Wanted& wanted, Problems& problems)
    {
        const auto released = released_then(meter, wanted);
        for (const auto& one : released)
            if (one.reading.value == wanted.value) {
                store::add_imported_reading(scope_.write, meter.id,
                                            {one.device, wanted.read_on, wanted.value},
                                            wanted.source);
                return Loaded::added;
            }
        if (!released.empty()) {
            problems.push_back({"value", "another_value",
                                fmt::format("{} is released for {} from another source; {}",
                                            released.front().reading.value, wanted.read_on.iso(),
                                            how_to_correct(wanted))});
            return Loaded::bad;
        }
        problems.push_back({"read_on", "before_released",
                            fmt::format("{} is not after {}, up to which {} is released; rows of a "
                                        "meter stand by day, and {}",
                                        wanted.read_on.iso(), meter.last->read_on.iso(), wanted.key,
                                        how_to_correct(wanted))});
        return Loaded::bad;
    }

    /// What counts of the row's day: one value a device, of the row's own or of each.
    std::vector<store::ReadingRow> released_then(const Meter& meter, const Wanted& wanted) const
    {
        std::vector<store::ReadingRow> counts;
        for (const auto& one : store::released_on(scope_.database(), meter.id, wanted.read_on)) {
            const bool is_corrected =
                std::any_of(counts.begin(), counts.end(),
                            [&](const auto& newer) { return newer.device == one.device; });
            if (!is_corrected && is_of(meter, wanted, one.device))
                counts.push_back(one);
        }
        return counts;
    }

    static std::string how_to_correct(const Wanted& wanted)
    {
        return fmt::format("what is released changes by enter-meters correct {}=VALUE --reason "
                           "TEXT only",
                           wanted.key);
    }

    /// Without a serial number of whichever device.
    static bool is_of(const Meter& meter, const Wanted& wanted, std::int64_t device)
    {
        const auto& devices = *meter.devices;
        return wanted.serial.empty() ||
               rules::is_same_serial(wanted.serial, devices.serial(devices.place_of(device)));
    }

    static rules::DevicePlace device_of(const Meter& meter, const Wanted& wanted)
    {
        auto& devices = *meter.devices;
        return devices.find(wanted.serial, wanted.read_on,
                            meter.last ? std::optional{devices.place_of(meter.last->device)}
                                       : std::nullopt);
    }

    /// Than the one that was read last.
    static bool is_of_later_device(const Meter& meter, const Wanted& wanted)
    {
        const auto& device = wanted.device;
        return device.is_known ? device.stay > meter.devices->place_of(meter.last->device)
                               : !device.contradicts;
    }

    Loaded take_new(Meter& meter, const Wanted& wanted, Problems& problems)
    {
        const auto volume = check(meter, wanted, problems);
        if (!problems.empty())
            return Loaded::bad;
        const auto place = wanted.device.is_known ? wanted.device.stay : add_device(meter, wanted);
        const ReleasedReading reading{meter.devices->id(place), wanted.read_on, wanted.value};
        const auto id = store::add_imported_reading(scope_.write, meter.id, reading, wanted.source);
        if (volume) {
            store::add_imported_volume(scope_.write, meter.id, id, meter.counted_until,
                                       wanted.read_on, *volume);
            meter.counted_until = wanted.read_on;
        } else if (!meter.last) {
            meter.counted_until = wanted.read_on;
        }
        meter.last = reading;
        meter.devices->note_reading(place, wanted.read_on);
        return Loaded::added;
    }

    /// MTR-026 without its usual volumes: history is what it is. What was counted since the last
    /// reading; nothing for the first one of a device.
    std::optional<std::int64_t> check(const Meter& meter, const Wanted& wanted,
                                      Problems& problems) const
    {
        const auto refuse = [&](const char* column, const char* reason, std::string text) {
            problems.push_back({column, reason, std::move(text)});
            return std::nullopt;
        };
        if (wanted.read_on > scope_.today)
            return refuse("read_on", "day_ahead",
                          fmt::format("{} is still to come", wanted.read_on.iso()));
        if (meter.contract_ends_on && wanted.read_on > *meter.contract_ends_on)
            return refuse("read_on", "contract_ended",
                          fmt::format("contract {} ended on {}", meter.contract_key,
                                      meter.contract_ends_on->iso()));
        if (meter.digits && wanted.value >= rules::counter_end(*meter.digits))
            return refuse("value", "too_many_digits",
                          fmt::format("the counter has {} digits", *meter.digits));
        const auto& devices = *meter.devices;
        if (wanted.device.contradicts)
            return refuse("serial", "earlier_device",
                          devices.contradiction(*wanted.device.contradicts, wanted.serial));
        if (!meter.last)
            return std::nullopt;
        const auto& last = *meter.last;
        if (last.is_estimate)
            return refuse("read_on", "after_estimate",
                          fmt::format("{} is an estimate of {}; enter what follows with "
                                      "enter-meters submit",
                                      last.value, last.read_on.iso()));
        const auto before = devices.place_of(last.device);
        if (wanted.device.is_known && wanted.device.stay == before)
            return counted(meter, wanted, problems);
        if (!is_of_later_device(meter, wanted))
            return refuse("serial", "earlier_device",
                          fmt::format("{} was read on {} already, which took its place",
                                      devices.serial(before), last.read_on.iso()));
        const auto pair_days = limits_.device_pair_days();
        if (!rules::is_complete({rules::Reading{last.read_on, last.value},
                                 rules::Reading{wanted.read_on, wanted.value}},
                                pair_days))
            return refuse("read_on", "device_pair",
                          fmt::format("{} was read last on {}; its end reading comes first, with "
                                      "its serial number, at most {} days before the first one of "
                                      "another device",
                                      devices.serial(before), last.read_on.iso(), pair_days));
        return std::nullopt;
    }

    std::optional<std::int64_t> counted(const Meter& meter, const Wanted& wanted,
                                        Problems& problems) const
    {
        const auto last = meter.last->value;
        const auto volume = rules::counted(last, wanted.value, meter.digits);
        if (volume &&
            (wanted.value >= last || *volume <= limits_.of(meter.model, meter.kind).rollover_limit))
            return volume;
        problems.push_back({"value", "below_last",
                            fmt::format("it showed {} on {}; another device is named by its "
                                        "serial number",
                                        last, meter.last->read_on.iso())});
        return std::nullopt;
    }

    /// Its place.
    std::size_t add_device(const Meter& meter, const Wanted& wanted)
    {
        const auto place = meter.devices->add(scope_.write, wanted.device, wanted.serial);
        ++noted_devices_;
        store::Changes changes;
        changes.field("earlier_serial", "", wanted.serial);
        scope_.write.audit("machine/" + meter.machine_key, "import", changes);
        return place;
    }

    const ImportScope& scope_;
    rules::MeterLimits limits_;
    SeenRows seen_;
    std::unordered_map<std::string, Meter> meters_;
    std::unordered_map<std::int64_t, std::shared_ptr<MachineDevices>> devices_; ///< by machine
    Meter* last_found_ = nullptr;
    std::string name_; ///< of it, and kept for its memory
    std::int64_t noted_devices_ = 0;
    CellOf meter_{scope_.schema, "meter"}, read_on_{scope_.schema, "read_on"},
        value_{scope_.schema, "value"}, source_{scope_.schema, "source"},
        serial_{scope_.schema, "serial"};
};

} // namespace

std::unique_ptr<KindImport> import_readings(const ImportScope& scope)
{
    return std::make_unique<ReadingsImport>(scope);
}

} // namespace duesday::flow
