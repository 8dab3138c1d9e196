// What a transport says about a letter or message that it was given.
#pragma once

#include "partner/answer.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace duesday::partner {

struct DeliveryAnswer {
    Answer answer = Answer::unknown; ///< done, not_sent, rejected or unknown
    std::string text;                ///< why not, for a person
    bool is_unreachable = false;     ///< with not_sent: the partner took nothing from us at all
    int retry_after_seconds = 0;     ///< the partner asked for at least this wait
};

/// Called once for each one given, from the calling thread, in any order; `done` only when the
/// effect survives a power failure.
using Delivered = std::function<void(std::size_t, const DeliveryAnswer&)>;

} // namespace duesday::partner
