#include "rules/metering/device_order.hpp"

#include "base/text.hpp"

namespace duesday::rules {

namespace {

using Stays = std::span<const DeviceStay>;

bool is_read_after(const DeviceStay& stay, Date day)
{
    return stay.read && stay.read->last > day;
}

bool is_read_before(const DeviceStay& stay, Date day)
{
    return stay.read && stay.read->first < day;
}

/// Nothing is read out of turn where the day lies behind the first `count` stays and not behind any
/// from `next` on.
bool fits(Stays stays, std::size_t count, std::size_t next, Date day)
{
    for (std::size_t i = 0; i < count; ++i)
        if (is_read_after(stays[i], day))
            return false;
    for (auto i = next; i < stays.size(); ++i)
        if (is_read_before(stays[i], day))
            return false;
    return true;
}

/// Those before it stood there up to that day, as far as anything says so.
bool is_behind_all(Stays stays, std::size_t count, Date day)
{
    for (const auto& stay : stays.first(count))
        if ((stay.read ? stay.read->last : stay.noted_on) > day)
            return false;
    return true;
}

/// Of several stays of a device the last one that the days allow; else its last one.
DevicePlace place_of_known(Stays stays, std::string_view serial, Date day, std::size_t first)
{
    std::optional<std::size_t> allowed, last;
    for (std::size_t i = 0; i < stays.size(); ++i) {
        if (!is_same_serial(stays[i].serial, serial))
            continue;
        last = i;
        if (i >= first && fits(stays, i, i + 1, day) && (!allowed || is_behind_all(stays, i, day)))
            allowed = i;
    }
    return {allowed.value_or(*last), true, std::nullopt};
}

std::size_t out_of_turn(Stays stays, Date day)
{
    for (std::size_t i = 0; i + 1 < stays.size(); ++i)
        if (is_read_before(stays[i], day) && is_read_after(stays[i], day))
            return i;
    return stays.size() - 1;
}

DevicePlace place_of_unknown(Stays stays, Date day, std::size_t first)
{
    std::optional<std::size_t> allowed;
    for (auto i = first; i < stays.size(); ++i)
        if (fits(stays, i, i, day) && (!allowed || is_behind_all(stays, i, day)))
            allowed = i;
    if (allowed)
        return {*allowed, false, std::nullopt};
    return {stays.size() - 1, false, out_of_turn(stays, day)};
}

} // namespace

bool is_same_serial(std::string_view one, std::string_view other)
{
    return one == other || text::lower(text::trim(one)) == text::lower(text::trim(other));
}

DevicePlace place_of_device(std::span<const DeviceStay> stays, std::string_view serial,
                            Date read_on, std::optional<std::size_t> after)
{
    if (text::trim(serial).empty())
        return {stays.size() - 1, true, std::nullopt};
    for (const auto& stay : stays)
        if (is_same_serial(stay.serial, serial))
            return place_of_known(stays, serial, read_on, after.value_or(0));
    return place_of_unknown(stays, read_on, after ? *after + 1 : 0);
}

} // namespace duesday::rules
