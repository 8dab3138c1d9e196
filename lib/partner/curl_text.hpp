// What the two clients over libcurl share.
#pragma once

#include <string>
#include <string_view>

namespace duesday::partner {

/// Once in a process, before the first handle. Fault(bug) where libcurl does not start.
void start_curl();

/// The words of a partner, fit for a report: one line of printable UTF-8, at most 200 bytes.
std::string plain_line(std::string_view text);

} // namespace duesday::partner
