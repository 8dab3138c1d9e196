// The book as canonical text: two runs of the same history dump equally, whatever the clock, the
// book's random id and the number of runs it took (CLI.md, admin dump).
#pragma once

#include "store/database.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// What the dump says of one table. Every column of the schema is either here or volatile; a test
/// holds the two against the schema.
struct DumpedTable {
    std::string_view name;
    std::vector<std::string_view> columns;          ///< as named in the lines
    std::vector<std::string_view> volatile_columns; ///< left out: real time, hashes, row ids
};

std::vector<DumpedTable> dumped_tables();

/// One line a row: `table|column=value|...` with \ before | and \, and \n for a line break; NULL
/// for what is not there. Where the book's id or a charge's key stands in a text, a name that does
/// not depend on the book's random id takes its place.
void dump_book(Database& database, std::string_view book_id,
               const std::function<void(std::string_view line)>& line);

} // namespace duesday::store
