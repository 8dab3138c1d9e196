// A stretch of service: both ends are days of service (D3).
#pragma once

#include "base/date.hpp"

namespace duesday {

/// From `first` to `last`, both inclusive. A period of one day has first == last.
struct Period {
    Date first;
    Date last;

    bool contains(Date day) const { return first <= day && day <= last; }
    bool overlaps(const Period& other) const { return first <= other.last && other.first <= last; }
    /// True where `next` begins the day after this one ends: runs tile (DESIGN 6.1).
    bool is_followed_by(const Period& next) const { return last.plus_days(1) == next.first; }
    int days() const { return last - first + 1; }

    friend bool operator==(const Period&, const Period&) = default;
};

} // namespace duesday
