// CSV as RFC 4180 has it: comma, double quotes, line breaks inside quotes.
#pragma once

#include "intake/reader.hpp"

#include <memory>
#include <string>
#include <vector>

struct csv_parser; // of <csv.h>

namespace duesday::intake {

/// Finds where records begin and end, with their line, and gives each to libcsv: that has no line
/// numbers, drops blank lines and delivers half a row after an error (DEPENDENCIES 12).
class CsvReader final : public RowReader {
public:
    CsvReader(Input& input, const Schema& schema);
    ~CsvReader() override;

    bool next(Row& row) override;

private:
    /// Where in a record the scan stands.
    enum class At { field_begin, plain, quoted, quote_in_quoted };
    enum class Flaw {
        none,
        stray_quote,
        open_quote,
        too_long,
        null_byte,
        not_utf8,
        carriage_return
    };

    bool read_record();
    /// Up to and including the end of the record or of the piece; true at the record's end.
    bool scan(std::string_view piece);
    void start_parser();
    bool parse();
    void read_header();
    void take_field(std::string_view text);
    void give_up(Row& row) const;

    static void on_field(void* bytes, std::size_t size, void* self);
    static void on_end(int, void* self);

    Input& input_;
    const Schema& schema_;
    std::unique_ptr<csv_parser> parser_;

    std::int64_t next_line_ = 1;
    std::int64_t record_line_ = 1;
    std::string record_;
    At at_ = At::field_begin;
    Flaw flaw_ = Flaw::none;

    Row* row_ = nullptr; ///< null while the header is read
    std::vector<std::string> header_;
    std::size_t fields_ = 0;
    std::size_t ends_ = 0;
    std::size_t long_field_ = SIZE_MAX;
};

} // namespace duesday::intake
