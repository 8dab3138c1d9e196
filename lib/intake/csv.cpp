#include "intake/csv.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>

namespace duesday::intake {

CsvReader::CsvReader(Input& input, const Schema& schema)
    : input_{input}, schema_{schema}, parser_{std::make_unique<csv_parser>()}
{
    start_parser();
    read_header();
}

void CsvReader::start_parser()
{
    if (csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI) != 0)
        throw Fault{FaultKind::bug, "libcsv does not start"};
    // Blanks belong to a field; what means something trims them.
    csv_set_space_func(parser_.get(), [](unsigned char) { return 0; });
}

CsvReader::~CsvReader()
{
    csv_free(parser_.get());
}

bool CsvReader::scan(std::string_view piece)
{
    const bool ends_line = piece.ends_with('\n');
    const bool has_quote = piece.find('"') != piece.npos;
    if (!has_quote) {
        if (at_ == At::quoted)
            return false;
        if (at_ == At::quote_in_quoted && piece.front() != ',' && piece.front() != '\r' &&
            piece.front() != '\n')
            flaw_ = Flaw::stray_quote;
        at_ = ends_line || piece.ends_with(',') ? At::field_begin : At::plain;
        return ends_line;
    }
    for (const char c : piece) {
        switch (at_) {
        case At::field_begin:
        case At::plain:
            if (c == '"' && at_ == At::plain)
                flaw_ = Flaw::stray_quote;
            at_ = c == '"' && at_ == At::field_begin ? At::quoted
                  : c == ','                         ? At::field_begin
                                                     : At::plain;
            break;
        case At::quoted:
            if (c == '"')
                at_ = At::quote_in_quoted;
            break;
        case At::quote_in_quoted:
            if (c == '"') {
                at_ = At::quoted;
            } else {
                if (c != ',' && c != '\r' && c != '\n')
                    flaw_ = Flaw::stray_quote;
                at_ = c == ',' ? At::field_begin : At::plain;
            }
            break;
        }
    }
    if (at_ == At::quoted || !ends_line)
        return false;
    at_ = At::field_begin;
    return true;
}

bool CsvReader::read_record()
{
    record_.clear();
    record_line_ = next_line_;
    at_ = At::field_begin;
    flaw_ = Flaw::none;
    bool is_any = false;
    for (bool ended = false; !ended;) {
        const auto window = input_.window();
        if (window.empty()) {
            if (at_ == At::quoted)
                flaw_ = Flaw::open_quote;
            break;
        }
        is_any = true;
        const auto line_end = window.find('\n');
        const auto piece = window.substr(0, line_end == window.npos ? line_end : line_end + 1);
        ended = scan(piece);
        next_line_ += line_end == window.npos ? 0 : 1;
        if (record_.size() + piece.size() > longest_record) {
            flaw_ = Flaw::too_long;
            record_.clear();
            record_.shrink_to_fit();
        }
        if (flaw_ != Flaw::too_long)
            record_ += piece;
        input_.consume(piece.size());
    }
    if (record_.ends_with('\n'))
        record_.pop_back();
    if (record_.ends_with('\r'))
        record_.pop_back();
    return is_any;
}

bool CsvReader::parse()
{
    if (flaw_ == Flaw::none && record_.find('\0') != record_.npos)
        flaw_ = Flaw::null_byte;
    if (flaw_ == Flaw::none && !text::is_utf8(record_))
        flaw_ = Flaw::not_utf8;
    if (flaw_ != Flaw::none)
        return false;
    fields_ = 0;
    ends_ = 0;
    long_field_ = SIZE_MAX;
    const auto taken =
        csv_parse(parser_.get(), record_.data(), record_.size(), on_field, on_end, this);
    if (taken != record_.size() || csv_fini(parser_.get(), on_field, on_end, this) != 0) {
        csv_free(parser_.get()); // its state after an error is not to be trusted
        start_parser();
        flaw_ = Flaw::stray_quote;
        return false;
    }
    if (ends_ > 1)
        flaw_ = Flaw::carriage_return;
    return ends_ <= 1;
}

void CsvReader::on_field(void* bytes, std::size_t size, void* self)
{
    const auto* text = bytes == nullptr ? "" : static_cast<const char*>(bytes);
    static_cast<CsvReader*>(self)->take_field({text, size});
}

void CsvReader::on_end(int, void* self)
{
    ++static_cast<CsvReader*>(self)->ends_;
}

void CsvReader::take_field(std::string_view text)
{
    const auto field = fields_++;
    if (row_ == nullptr) {
        if (field < most_fields)
            header_.emplace_back(text);
        return;
    }
    if (field >= columns_.size())
        return;
    if (text.size() > longest_field) {
        long_field_ = std::min(long_field_, field);
        return;
    }
    auto& cell = row_->cells[columns_[field]];
    cell.form = Cell::Form::text;
    cell.text.assign(text);
}

void CsvReader::give_up(Row& row) const
{
    row.is_broken = true;
    const auto say = [&](const char* reason, std::string text) {
        row.problems.push_back({"record", reason, std::move(text)});
    };
    switch (flaw_) {
    case Flaw::none:
        break;
    case Flaw::stray_quote:
        say("stray_quote", "a double quote stands where none may; write the whole field in quotes, "
                           "with two for each one inside");
        break;
    case Flaw::open_quote:
        say("unclosed_quote", "a double quote opens here and is never closed; nothing after it can "
                              "be read");
        break;
    case Flaw::too_long:
        say("too_long", fmt::format("the record is longer than {} MiB; is a quote left open?",
                                    longest_record / longest_field));
        break;
    case Flaw::null_byte:
        say("null_byte", "holds a NUL byte; save the file as text in UTF-8");
        break;
    case Flaw::not_utf8:
        say("not_utf8", "is not UTF-8; save the file as UTF-8");
        break;
    case Flaw::carriage_return:
        say("carriage_return",
            "a carriage return stands outside quotes; end lines with LF or CRLF");
        break;
    }
}

void CsvReader::read_header()
{
    do {
        if (!read_record()) {
            header_problems_.push_back({"header", "empty_file",
                                        "the file is empty; --template prints "
                                        "the header that it needs"});
            return;
        }
    } while (record_.empty() && flaw_ == Flaw::none);
    if (!parse()) {
        Row row;
        give_up(row);
        header_problems_ = std::move(row.problems);
        header_problems_.front().column = "header";
        return;
    }
    std::vector<Problem> problems;
    bool knows_one = false;
    for (const auto& name : header_) {
        const auto column = schema_.find(name);
        if (!column) {
            const auto near = schema_.nearest(name);
            problems.push_back({"header", "unknown_column",
                                near.empty() ? fmt::format("the column {} is unknown", shown(name))
                                             : fmt::format("the column {} is unknown; did you "
                                                           "mean '{}'?",
                                                           shown(name), near)});
            continue;
        }
        knows_one = true;
        if (std::find(columns_.begin(), columns_.end(), *column) != columns_.end())
            problems.push_back({name, "repeated_column", "stands twice in the header"});
        columns_.push_back(*column);
    }
    if (!knows_one) {
        header_problems_.push_back(
            {"header", "no_header",
             fmt::format("the first line names no column of {}; --template prints the header that "
                         "it needs",
                         schema_.kind())});
        return;
    }
    for (std::size_t i = 0; i < schema_.columns().size(); ++i)
        if (schema_.columns()[i].is_required &&
            std::find(columns_.begin(), columns_.end(), i) == columns_.end())
            problems.push_back(
                {schema_.columns()[i].name, "missing_column", "stands not in the header"});
    header_problems_ = std::move(problems);
}

bool CsvReader::next(Row& row)
{
    if (!header_problems_.empty())
        return false;
    row.cells.resize(schema_.columns().size());
    row.clear();
    do {
        if (!read_record())
            return false;
    } while (record_.empty() && flaw_ == Flaw::none); // a blank line
    row.line = record_line_;
    row_ = &row;
    if (!parse()) {
        row.clear();
        give_up(row);
    } else if (fields_ != columns_.size()) {
        row.is_broken = true;
        row.problems.push_back(
            {"record", "wrong_number_of_fields",
             fmt::format("has {} fields, the header has {}", fields_, columns_.size())});
    } else if (long_field_ != SIZE_MAX) {
        row.is_broken = true;
        row.problems.push_back(
            {schema_.columns()[columns_[long_field_]].name, "too_long",
             fmt::format("is longer than {} MiB", longest_field / (1024 * 1024))});
    }
    return true;
}

} // namespace duesday::intake
