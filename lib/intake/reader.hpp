// The rows of an import file, one at a time: CSV with a header or JSON Lines.
#pragma once

#include "intake/input.hpp"
#include "intake/row.hpp"
#include "intake/schema.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace duesday::intake {

enum class Format { csv, jsonl };

const char* code_of(Format format);
/// By the file's name (.csv, .jsonl, .ndjson, .json), else by its first character.
Format format_of(Input& input);

// Limits of a hostile file; beyond them a row is bad and what it held is let go.
inline constexpr std::size_t longest_field = 1024 * 1024; ///< bytes
inline constexpr std::size_t longest_record = 4 * longest_field;
inline constexpr std::size_t most_fields = 1000;
inline constexpr int deepest_nesting = 16;

class RowReader {
public:
    virtual ~RowReader() = default;

    /// What is wrong with the file as a whole (its header), with the line it stands in: then there
    /// are no rows to be had.
    const std::vector<Problem>& header_problems() const { return header_problems_; }

    /// The next row into `row`, whose cells keep their memory. False at the end. A row that could
    /// not be read has problems; the reader goes on behind it.
    virtual bool next(Row& row) = 0;

    /// The columns that the file names, as indices into the schema's, in the file's order; all of
    /// them for JSON Lines, where each row names its own.
    const std::vector<std::size_t>& columns() const { return columns_; }

protected:
    std::vector<Problem> header_problems_;
    std::vector<std::size_t> columns_;
};

/// Reads the header at once. A byte order mark is passed over.
std::unique_ptr<RowReader> make_reader(Input& input, const Schema& schema, Format format);

} // namespace duesday::intake
