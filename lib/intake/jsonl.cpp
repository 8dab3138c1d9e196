#include "intake/jsonl.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace duesday::intake {

namespace {

using Json = nlohmann::json;

/// Takes the parser's events straight into the row: no tree is built, and a number comes as the
/// text it was written in, so that money never passes through a floating point.
class RowBuilder final : public nlohmann::json_sax<Json> {
public:
    RowBuilder(const Schema& schema, Row& row) : schema_{schema}, row_{row} {}

    bool null() override { return scalar(Cell::Form::null, ""); }
    bool boolean(bool value) override
    {
        return scalar(Cell::Form::boolean, value ? "true" : "false");
    }
    bool number_integer(number_integer_t value) override
    {
        return scalar(Cell::Form::integer, std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        return scalar(Cell::Form::integer, std::to_string(value));
    }
    bool number_float(number_float_t, const string_t& text) override
    {
        const auto point = text.find('.');
        if (text.find_first_of("eE") != text.npos)
            return scalar(Cell::Form::number, text);
        // 1.0 is a whole number to JSON Schema.
        const bool whole = text.find_first_not_of('0', point + 1) == text.npos;
        if (point == text.npos || whole)
            return scalar(Cell::Form::integer, text.substr(0, point), text);
        return scalar(Cell::Form::number, text);
    }
    bool string(string_t& text) override
    {
        if (depth_ == 1 && text.size() > longest_field)
            return refuse(column_name(), "too_long",
                          fmt::format("is longer than {} MiB", longest_field / (1024 * 1024)));
        return scalar(Cell::Form::text, text);
    }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        if (depth_ != 1)
            return true;
        const auto column = schema_.find(name);
        is_unknown_ = !column;
        if (!column) {
            const auto near = schema_.nearest(name);
            row_.problems.push_back(
                {"record", "unknown_column",
                 near.empty() ? fmt::format("the column {} is unknown", shown(name))
                              : fmt::format("the column {} is unknown; did you mean '{}'?",
                                            shown(name), near)});
            return true;
        }
        column_ = *column;
        if (row_.cells[column_].form != Cell::Form::absent)
            row_.problems.push_back({name, "repeated_column", "stands twice in the row"});
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception&) override
    {
        return refuse("record", "not_json",
                      fmt::format("is not JSON (at character {} of the line)", position));
    }

private:
    std::string column_name() const
    {
        return is_unknown_ ? "record" : schema_.columns()[column_].name;
    }

    bool refuse(std::string column, const char* reason, std::string text)
    {
        row_.is_broken = true;
        row_.problems.push_back({std::move(column), reason, std::move(text)});
        return false;
    }

    bool not_an_object()
    {
        return refuse("record", "not_an_object", "is no JSON object; each line holds one");
    }

    bool scalar(Cell::Form form, std::string_view text, std::string_view number = {})
    {
        if (depth_ == 0)
            return not_an_object();
        if (depth_ == 1 && !is_unknown_) {
            auto& cell = row_.cells[column_];
            cell.form = form;
            // A price of 12.0 keeps its decimals, a count of 3.0 is 3.
            cell.text.assign(!number.empty() && schema_.columns()[column_].takes_number ? number
                                                                                        : text);
        }
        return true;
    }

    bool open()
    {
        if (depth_ == 0 && is_begun_)
            return not_an_object();
        if (depth_ == 1 && !is_unknown_)
            row_.cells[column_].form = Cell::Form::other;
        is_begun_ = true;
        if (++depth_ > deepest_nesting)
            return refuse("record", "too_deep",
                          fmt::format("is nested deeper than {} levels", deepest_nesting));
        return true;
    }

    bool close()
    {
        --depth_;
        return true;
    }

    const Schema& schema_;
    Row& row_;
    std::size_t column_ = 0;
    bool is_unknown_ = false;
    bool is_begun_ = false;
    int depth_ = 0;
};

} // namespace

JsonlReader::JsonlReader(Input& input, const Schema& schema) : input_{input}, schema_{schema}
{
    columns_.resize(schema.columns().size());
    std::iota(columns_.begin(), columns_.end(), std::size_t{0});
    if (input_.window().empty())
        header_problems_.push_back({"record", "empty_file", "the file is empty"});
}

bool JsonlReader::read_line()
{
    text_.clear();
    is_too_long_ = false;
    bool is_any = false;
    for (;;) {
        const auto window = input_.window();
        if (window.empty())
            break;
        is_any = true;
        const auto end = window.find('\n');
        const auto piece = window.substr(0, end);
        if (text_.size() + piece.size() > longest_record) {
            is_too_long_ = true;
            text_.clear();
            text_.shrink_to_fit();
        }
        if (!is_too_long_)
            text_ += piece;
        input_.consume(end == window.npos ? piece.size() : piece.size() + 1);
        if (end != window.npos)
            break;
    }
    ++line_;
    return is_any;
}

bool JsonlReader::next(Row& row)
{
    row.cells.resize(schema_.columns().size());
    row.clear();
    do {
        if (!read_line())
            return false;
    } while (!is_too_long_ && text::trim(text_).empty());
    row.line = line_;
    const auto refuse = [&](const char* reason, const char* text) {
        row.is_broken = true;
        row.problems.push_back({"record", reason, text});
        return true;
    };
    if (is_too_long_)
        return refuse("too_long", "the line is longer than 4 MiB");
    if (text_.find('\0') != text_.npos)
        return refuse("null_byte", "holds a NUL byte; save the file as text in UTF-8");
    if (!text::is_utf8(text_))
        return refuse("not_utf8", "is not UTF-8; save the file as UTF-8");
    if (text::trim(text_).front() != '{')
        return refuse("not_an_object", "is no JSON object; each line holds one");
    RowBuilder builder{schema_, row};
    Json::sax_parse(text_, &builder);
    return true;
}

} // namespace duesday::intake
