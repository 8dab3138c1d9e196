// Secrets that wait in the book, sealed with its secrets.key: a copy of the book alone opens none.
#pragma once

#include "store/book.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

/// Never the same twice for one secret. Printable (base64url). Fault(bad_setup) where the key's
/// file is gone.
std::string seal(Book& book, std::string_view secret);

/// Nothing where it was changed, or sealed with another book's key.
std::optional<std::string> open_sealed(Book& book, std::string_view sealed);

} // namespace duesday::store
