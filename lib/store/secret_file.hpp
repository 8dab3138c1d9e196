// Files of ours beside the book that hold a secret: one line, mode 0600.
#pragma once

#include <string>

namespace duesday::store {

/// Creates the file with `secret`, synced. Keeps one that is there already: a key that seals
/// something must never be replaced. Fault(cannot_write) on failure.
void create_secret_file(const std::string& file, const std::string& secret);

/// Fault(bad_setup) where it is missing or others may read it.
std::string read_secret_file(const std::string& file);

} // namespace duesday::store
