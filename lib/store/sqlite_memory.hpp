// Where SQLite takes its memory from.
#pragma once

namespace duesday::store {

/// Keeps small blocks that SQLite gave back for its next statement. Its own store of them
/// ("lookaside") is left out of Debian's build, and each statement takes and gives back dozens.
///
/// And keeps in memory the pages that a statement of several rows would put back if it failed. Once
/// one statement has changed more than 64 KiB, SQLite writes them to a temporary file for the rest
/// of the transaction: 6 GB for an import of a million rows. A statement of ours changes few pages.
/// To be called before SQLite is used for the first time; later it changes nothing.
void keep_memory_of_sqlite();

} // namespace duesday::store
