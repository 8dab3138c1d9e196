#include "runtime/home.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace duesday::runtime {

std::optional<std::string> home_folder()
{
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        return std::nullopt;
    if (*home != '/')
        throw Fault{FaultKind::bad_setup, fmt::format("HOME is no absolute path: '{}'", home),
                    "set HOME to a path that begins with /, or name --config FILE and --book FILE",
                    "no_home"};
    return home;
}

} // namespace duesday::runtime
