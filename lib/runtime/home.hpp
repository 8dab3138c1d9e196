// The caller's home, where programs look for what nobody named.
#pragma once

#include <optional>
#include <string>

namespace duesday::runtime {

/// Nothing where HOME is empty or not set, as it may be under cron and systemd. Fault(bad_setup)
/// where it is no absolute path: what is meant would change with the present folder.
std::optional<std::string> home_folder();

} // namespace duesday::runtime
