#include "intake/reject_file.hpp"

#include "rules/customer/card_number.hpp"

#include <nlohmann/json.hpp>

namespace duesday::intake {

namespace {

constexpr std::string_view reason_column = "rejected_because";

std::string csv_field(std::string_view text)
{
    if (text.find_first_of("\",\r\n") == text.npos)
        return std::string{text};
    std::string field = "\"";
    for (const char c : text) {
        if (c == '"')
            field += '"';
        field += c;
    }
    return field + '"';
}

/// As it stood in the file; a number too long for us to hold stays the text that it was.
nlohmann::ordered_json json_of(const Cell& cell)
{
    auto text = rules::mask_card_numbers(cell.text);
    if (cell.form == Cell::Form::null || cell.form == Cell::Form::other)
        return nullptr;
    if (cell.form == Cell::Form::boolean)
        return text == "true";
    return text;
}

} // namespace

std::string header_line(const Schema& schema)
{
    std::string line;
    for (const auto& column : schema.columns())
        if (!column.is_ignored)
            line += (line.empty() ? "" : ",") + column.name;
    return line + "\n";
}

RejectFile::RejectFile(const std::string& file, Format format, const Schema& schema,
                       const std::vector<std::size_t>& columns)
    : output_{file}, format_{format}, schema_{schema}
{
    for (const auto column : columns)
        if (!schema.columns()[column].is_ignored)
            columns_.push_back(column);
    if (format_ != Format::csv)
        return;
    std::string header;
    for (const auto column : columns_)
        header += schema.columns()[column].name + ",";
    output_.write(header.append(reason_column) += '\n');
}

void RejectFile::add(const Row& row, std::string_view reasons)
{
    if (format_ == Format::csv)
        add_csv(row, reasons);
    else
        add_json(row, reasons);
}

void RejectFile::add_csv(const Row& row, std::string_view reasons)
{
    std::string line;
    for (const auto column : columns_)
        line += csv_field(rules::mask_card_numbers(row.cells[column].text)) + ",";
    output_.write(line + csv_field(reasons) + "\n");
}

void RejectFile::add_json(const Row& row, std::string_view reasons)
{
    auto object = nlohmann::ordered_json::object();
    for (const auto column : columns_)
        if (row.cells[column].is_given())
            object[schema_.columns()[column].name] = json_of(row.cells[column]);
    object[std::string{reason_column}] = reasons;
    output_.write(object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                  "\n");
}

} // namespace duesday::intake
