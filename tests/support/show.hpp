// How values of the base types are printed when a check fails.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/timestamp.hpp"

#include <ostream>

namespace duesday {

inline std::ostream& operator<<(std::ostream& out, const Date& date)
{
    return out << date.iso();
}

inline std::ostream& operator<<(std::ostream& out, const Money& money)
{
    return out << money.text() << ' ' << money.currency().code();
}

inline std::ostream& operator<<(std::ostream& out, const Timestamp& at)
{
    return out << at.iso();
}

} // namespace duesday
