#include "intake/schema.hpp"

#include "base/embedded.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "intake/card_guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace duesday::intake {

namespace {

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

/// Compares a number, as written, with a whole one, without a floating point in between.
/// Fault-free: `number` has the form of a JSON number without exponent.
int compare(std::string_view number, std::int64_t bound)
{
    const bool negative = number.starts_with('-');
    const auto point = number.find('.');
    const auto whole_text = number.substr(0, point);
    std::int64_t whole = 0;
    const auto parsed =
        std::from_chars(whole_text.data(), whole_text.data() + whole_text.size(), whole);
    if (parsed.ec != std::errc{})
        return negative ? -1 : 1;
    if (whole != bound)
        return whole < bound ? -1 : 1;
    const auto fraction = point == number.npos ? std::string_view{} : number.substr(point + 1);
    if (fraction.find_first_not_of('0') == fraction.npos)
        return 0;
    return negative ? -1 : 1;
}

const char* name_of(Cell::Form form)
{
    switch (form) {
    case Cell::Form::absent:
        return "absent";
    case Cell::Form::null:
        return "null";
    case Cell::Form::text:
        return "a text";
    case Cell::Form::integer:
    case Cell::Form::number:
        return "a number";
    case Cell::Form::boolean:
        return "true or false";
    case Cell::Form::other:
        return "an object or a list";
    }
    return "";
}

bool takes(const Column& column, Cell::Form form)
{
    switch (form) {
    case Cell::Form::null:
        return column.takes_null;
    case Cell::Form::text:
        return column.takes_text;
    case Cell::Form::integer:
        return column.takes_integer || column.takes_number;
    case Cell::Form::number:
        return column.takes_number;
    case Cell::Form::boolean:
        return column.takes_boolean;
    case Cell::Form::absent:
    case Cell::Form::other:
        return false;
    }
    return false;
}

Problem expected(const Column& column, const Cell& cell, const char* reason)
{
    return {column.name, reason,
            cell.text.empty() ? fmt::format("is empty; {} expected", column.expects)
                              : fmt::format("{}; {} expected", shown(cell.text), column.expects)};
}

bool is_allowed(const Column& column, const Cell& cell)
{
    return column.allowed.empty() ||
           std::any_of(column.allowed.begin(), column.allowed.end(), [&](const Cell& allowed) {
               return allowed.form == cell.form && allowed.text == cell.text;
           });
}

/// Says what the eye does not see in `shown`.
std::string unseen_in(std::string_view text)
{
    if (text::has_line_break(text))
        return "holds a line break";
    return text::has_control_character(text) ? "holds a control character" : "";
}

Problem too_large(const Column& column, const Cell& cell)
{
    return {column.name, "out_of_range",
            fmt::format("{} is too large; at most {} is taken", shown(cell.text), *column.maximum)};
}

bool is_decimal(std::string_view text)
{
    const auto point = text.find('.');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
    };
    return digits(text.substr(0, point)) && (point == text.npos || digits(text.substr(point + 1)));
}

std::optional<Problem> check_text(const Column& column, const Cell& cell)
{
    const auto& text = cell.text;
    // A text never has more characters than bytes: most need no counting.
    if (text.size() > column.max_length && characters(text) > column.max_length)
        return Problem{column.name, "too_long",
                       fmt::format("has {} characters, at most {} are taken", characters(text),
                                   column.max_length)};
    if (column.min_length > 0 && characters(text) < column.min_length)
        return expected(column, cell, text.empty() ? "missing" : "too_short");
    if (text::has_wide_control_character(text) ||
        (column.pattern && !column.pattern->matches(text))) {
        if (const auto unseen = unseen_in(text); !unseen.empty())
            return Problem{column.name, "wrong_form",
                           fmt::format("{}; {} expected", unseen, column.expects)};
        if (column.maximum && is_decimal(text) && compare(text, *column.maximum) > 0)
            return too_large(column, cell);
        return expected(column, cell, text.empty() ? "missing" : "wrong_form");
    }
    return std::nullopt;
}

std::optional<Problem> check_number(const Column& column, const Cell& cell)
{
    if (cell.text.find_first_of("eE") != cell.text.npos)
        return Problem{column.name, "wrong_form",
                       fmt::format("{} is written with an exponent; {} expected", shown(cell.text),
                                   column.expects)};
    if (column.maximum && compare(cell.text, *column.maximum) > 0)
        return too_large(column, cell);
    if (column.minimum && compare(cell.text, *column.minimum) < 0)
        return expected(column, cell, "out_of_range");
    return std::nullopt;
}

std::optional<Problem> check_cell(const Column& column, const Cell& cell)
{
    if (cell.form == Cell::Form::absent)
        return column.is_required
                   ? std::optional{Problem{column.name, "missing",
                                           fmt::format("is missing; {} expected", column.expects)}}
                   : std::nullopt;
    if (!takes(column, cell.form))
        return Problem{column.name, "wrong_type",
                       fmt::format("is {}; {} expected", name_of(cell.form), column.expects)};
    if (!is_allowed(column, cell))
        return expected(column, cell, cell.text.empty() ? "missing" : "not_one_of");
    if (cell.form == Cell::Form::text)
        return check_text(column, cell);
    if (cell.form == Cell::Form::integer || cell.form == Cell::Form::number)
        return check_number(column, cell);
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> Schema::find(std::string_view column) const
{
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].name == column)
            return i;
    return std::nullopt;
}

std::string Schema::nearest(std::string_view name) const
{
    std::vector<std::string_view> names;
    for (const auto& column : columns_)
        names.push_back(column.name);
    return std::string{text::nearest(text::lower(text::trim(name)), names)};
}

void Schema::check(Row& row) const
{
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto& column = columns_[i];
        const auto& cell = row.cells[i];
        if (column.is_ignored)
            continue;
        // A column of numbers says by itself that an amount is too large; it is masked all the
        // same.
        const bool is_free_text = !column.takes_number && !column.takes_integer;
        if (is_free_text && !column.is_device && holds_card_number(cell))
            row.problems.push_back(
                {column.name, "card_number",
                 "holds a full card number; leave it out, only the last four digits may be kept"});
        else if (auto problem = check_cell(column, cell))
            row.problems.push_back(std::move(*problem));
    }
}

const std::vector<std::string_view>& kinds()
{
    static const std::vector<std::string_view> known{
        "customers",     "contacts",  "cards",    "installations", "roles",   "products",
        "subscriptions", "contracts", "machines", "meters",        "readings"};
    return known;
}

std::string_view schema_text(std::string_view kind)
{
    for (const auto& file : embedded::import_schemas())
        if (file.name == fmt::format("{}.schema.json", kind))
            return file.text;
    const auto near = text::nearest(text::lower(kind), kinds());
    throw Fault{FaultKind::usage,
                near.empty()
                    ? fmt::format("there is no kind {}", shown(kind))
                    : fmt::format("there is no kind {}; did you mean '{}'?", shown(kind), near),
                "import-data --kinds lists what can be imported", "unknown_kind"};
}

} // namespace duesday::intake
