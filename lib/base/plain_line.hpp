// The words of another program on one line.
#pragma once

#include <string>
#include <string_view>

namespace duesday::text {

/// What a partner says, fit for a report: one line of printable ASCII, at most 200 bytes.
std::string plain_line(std::string_view text);

} // namespace duesday::text
