#include "runtime/report_tables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace duesday::runtime {

namespace {

constexpr std::size_t rows_to_align = 500;

using Cells = std::vector<std::string>;

Cells keys_of(const Fields& fields)
{
    Cells keys;
    for (const auto& [key, value] : fields.values())
        keys.push_back(key);
    return keys;
}

Cells cells_of(const Fields& fields)
{
    Cells cells;
    for (const auto& [key, value] : fields.values())
        cells.push_back(printable(text_of(value)));
    return cells;
}

void widen(std::vector<std::size_t>& widths, const std::vector<Cells>& table)
{
    for (const auto& cells : table)
        for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], text::characters(cells[i]));
}

std::string padded(std::string cell, std::size_t width)
{
    const auto taken = text::characters(cell);
    if (taken < width)
        cell.append(width - taken, ' ');
    return cell;
}

/// Nothing follows the last cell.
std::string line_of(const Cells& cells, const std::vector<std::size_t>& widths)
{
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool is_followed = i + 1 < cells.size() && i < widths.size();
        text += is_followed ? padded(cells[i], widths[i] + 2) : cells[i];
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace

void Listing::add(const Fields& fields)
{
    if (!has_header_) {
        held_.push_back(keys_of(fields));
        widths_.assign(held_.front().size(), 0);
        has_header_ = true;
    }
    held_.push_back(cells_of(fields));
}

bool Listing::is_full() const
{
    return held_.size() > rows_to_align;
}

std::vector<std::string> Listing::take_lines()
{
    widen(widths_, held_);
    std::vector<std::string> lines;
    for (const auto& cells : held_)
        lines.push_back(line_of(cells, widths_));
    held_.clear();
    return lines;
}

std::vector<std::string> tables_of(const std::vector<Fields>& lines)
{
    std::vector<std::string> texts;
    for (auto from = lines.begin(); from != lines.end();) {
        const auto to = std::find_if(from, lines.end(), [&](const Fields& fields) {
            return keys_of(fields) != keys_of(*from);
        });
        std::vector<Cells> table{keys_of(*from)};
        std::transform(from, to, std::back_inserter(table), cells_of);
        std::vector<std::size_t> widths(table.front().size());
        widen(widths, table);
        for (const auto& cells : table)
            texts.push_back("  " + line_of(cells, widths));
        from = to;
    }
    return texts;
}

} // namespace duesday::runtime
