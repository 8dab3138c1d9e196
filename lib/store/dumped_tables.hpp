// Which tables the dump of a book says, and what of each (see store/dumps.hpp).
#pragma once

#include "store/dumps.hpp"

#include <string_view>
#include <vector>

namespace duesday::store {

/// How a table is read: rows in the order of the columns.
struct TableReading {
    DumpedTable table;
    std::string_view sql;
    /// True where SQL cannot order by something stable: lines are sorted as text instead.
    bool sort_lines = false;
};

std::vector<TableReading> metered_places();
std::vector<TableReading> reading_tables();
std::vector<TableReading> reading_request_tables();

/// In the order of the dump.
std::vector<TableReading> table_readings();

} // namespace duesday::store
