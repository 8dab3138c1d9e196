// What a trace (-vv) shows of Mollie: neither a secret nor a person, whoever wrote the words.
#pragma once

#include <string>

namespace duesday::partner::mollie {

/// A body in printable ASCII: names stay, values only where they can tell neither of them.
std::string masked(const std::string& body);

/// The line without our key, in whatever place somebody says it back.
std::string without_key(std::string line, const std::string& key);

} // namespace duesday::partner::mollie
