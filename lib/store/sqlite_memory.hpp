// Where SQLite takes its memory from.
#pragma once

namespace duesday::store {

/// Keeps small blocks that SQLite gave back for its next statement. Its own store of them
/// ("lookaside") is left out of Debian's build, and each statement takes and gives back dozens.
/// To be called before SQLite is used for the first time; later it changes nothing.
void keep_memory_of_sqlite();

} // namespace duesday::store
