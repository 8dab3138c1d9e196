// The firm's logo.
#pragma once

#include <string>

namespace duesday::document {

/// The PNG file; empty where `file` is. Fault(bad_setup, logo) where it cannot be read, is no PNG,
/// or is larger than 1 MB or a million pixels: each letter with an invoice carries it.
std::string read_logo(const std::string& file);

} // namespace duesday::document
