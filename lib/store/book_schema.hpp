// Whether the book still has the tables, indexes and triggers that this version's migrations make.
#pragma once

#include "store/database.hpp"

#include <string>
#include <vector>

namespace duesday::store {

/// Fault(bad_input) naming the first table, index or trigger that is not there. By name alone, in
/// well under a millisecond: before every first outward call (RELIABILITY 1.15).
void require_schema(Database& database, const std::string& file);

struct SchemaDifference {
    std::string object; ///< "table/party", "trigger/audit_no_update"
    std::string text;
    bool is_missing_table = false; ///< nothing can be asked of such a book
};
/// Everything that is missing, reads otherwise than the migrations have it, or is a trigger of
/// nobody's on a table of ours.
std::vector<SchemaDifference> schema_differences(Database& database);

} // namespace duesday::store
