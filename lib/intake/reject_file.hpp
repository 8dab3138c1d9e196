// Rows that were not loaded, in the form of the input, each with its reasons: mended, the file can
// be loaded as it is.
#pragma once

#include "intake/output_file.hpp"
#include "intake/reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace duesday::intake {

class RejectFile {
public:
    /// `columns` as RowReader::columns; the header of a CSV file.
    RejectFile(const std::string& file, Format format, const Schema& schema,
               const std::vector<std::size_t>& columns);

    /// Card numbers are masked. A row that could not be read has empty cells.
    void add(const Row& row, std::string_view reasons);
    void publish() { output_.publish(); }

private:
    void add_csv(const Row& row, std::string_view reasons);
    void add_json(const Row& row, std::string_view reasons);

    OutputFile output_;
    Format format_;
    const Schema& schema_;
    std::vector<std::size_t> columns_;
};

/// The template of a kind: the header that a CSV file needs.
std::string header_line(const Schema& schema);

} // namespace duesday::intake
