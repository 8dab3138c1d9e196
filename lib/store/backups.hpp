// Books as files: made, copied, checked and put into place so that a kill at any moment leaves
// either what was there or the whole new one.
#pragma once

#include "store/book.hpp"

#include <string>

namespace duesday::store {

/// Makes the folder that `file` stands in, mode 0700, and those above it.
/// Fault(cannot_write) where that fails.
void create_parent_folder(const std::string& file);

/// A new book at `file`, complete or not there at all; its audit begins with the making.
/// Fault(bad_input, book_exists) where a book appeared meanwhile.
void create_book(const std::string& file, Mode mode, const Stamp& stamp);

} // namespace duesday::store
