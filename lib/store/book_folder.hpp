// Who may write beside the book (RELIABILITY 3, files).
#pragma once

#include <string>

namespace duesday::store {

/// Fault(bad_setup) where others than the owner may write into the folder of `book`, or into the
/// one that a link leads to. The sticky bit does not help: whoever may make files there can lay a
/// write-ahead log beside the book that SQLite plays into it, or take its locks. A folder that is
/// not there yet is made for the owner alone.
void require_own_folder(const std::string& book);

/// The file that the name of a book stands for. A link is followed: locks, key and ledger stand
/// beside the file, so that every name of a book has the same. Fault(bad_setup) as above where
/// others may turn the link; Fault(no_input) where it leads nowhere.
std::string book_named(const std::string& name);

} // namespace duesday::store
