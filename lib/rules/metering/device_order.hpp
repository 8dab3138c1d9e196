// The order in which devices stood in a machine's place: that of the days on which its meters were
// read, whatever the order in which the book learns of them (MTR-026 R8).
#pragma once

#include "base/date.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace duesday::rules {

/// The same device: blanks around a serial number say nothing, nor does the case of its letters.
bool is_same_serial(std::string_view one, std::string_view other);

/// The first and the last day of something, both inclusive.
struct ReadDays {
    Date first, last;

    friend bool operator==(const ReadDays&, const ReadDays&) = default;
};

/// A time in which a device stood there. One that comes back after another has a stay of its own.
struct DeviceStay {
    std::string serial;
    Date noted_on;                ///< the book learnt of it on this day
    std::optional<ReadDays> read; ///< of all meters of the machine; nothing: it was never read
};

/// Which stay a reading belongs to.
struct DevicePlace {
    std::size_t stay = 0;  ///< it is that one; or, of a device that is not known, goes before it
    bool is_known = false; ///< the serial number is one of those
    /// It cannot have stood there on the day: this stay was read both before and after it, or is
    /// the present one, and was read before.
    std::optional<std::size_t> contradicts;
};

/// `stays` in their order, never empty; the last one stands there now, and nothing comes behind it.
/// Without a serial number the present device is meant. `after`: the reading is not of a stay
/// before that one, since its meter was read there already.
DevicePlace place_of_device(std::span<const DeviceStay> stays, std::string_view serial,
                            Date read_on, std::optional<std::size_t> after = std::nullopt);

} // namespace duesday::rules
