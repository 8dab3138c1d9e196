// Which of the cloud's kinds a message is of.
#pragma once

#include "partner/cloud_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace duesday::partner {

/// Throws std::invalid_argument where it is of none.
inline const CloudKind& kind_of(const CloudMessage& message)
{
    const auto found =
        std::find_if(cloud_kinds.begin(), cloud_kinds.end(),
                     [&](const CloudKind& kind) { return kind.name == message.kind; });
    if (found == cloud_kinds.end())
        throw std::invalid_argument{fmt::format("the cloud takes no '{}'", message.kind)};
    return *found;
}

} // namespace duesday::partner
