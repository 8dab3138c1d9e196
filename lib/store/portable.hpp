// What another driver's SQL looks like: a pure rewriting of ours (DESIGN 2). The subset that the
// queries of this folder are written in makes it small; a test proves it on a real PostgreSQL.
#pragma once

#include <string>
#include <string_view>

namespace duesday::store {

/// A migration as PostgreSQL takes it, by a table of six entries:
///   STRICT                   is dropped
///   , WITHOUT ROWID          is dropped: its rows have a key, too
///   INTEGER                  becomes BIGINT
///   id INTEGER PRIMARY KEY   becomes an identity column that takes given values, too
///   a trigger that raises    becomes a plpgsql function and a trigger that calls it, under the
///   same condition
///   TEXT                     becomes TEXT COLLATE "C": compared and ordered by bytes, as SQLite
///   does
/// Comments are left out. Fault(bug) for a trigger of another shape.
std::string migration_for_postgresql(std::string_view migration);

/// A statement with $n for ?n and BIGINT for INTEGER in casts.
std::string statement_for_postgresql(std::string_view statement);

} // namespace duesday::store
