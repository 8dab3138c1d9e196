// A row of an import file: cells in the order of the schema's columns, whatever the file's form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::intake {

/// What is wrong with a row, or with a file's header.
struct Problem {
    std::string column; ///< "record" where it is the row as a whole
    std::string reason; ///< stable code
    std::string text;   ///< a sentence for a person; never a card number
};

struct Cell {
    /// Cells of a CSV file are absent or text; JSON Lines have all.
    enum class Form : std::uint8_t { absent, null, text, integer, number, boolean, other };

    Form form = Form::absent;
    std::string text; ///< a number's own digits; "true" or "false"

    /// The column stands in the file, filled or not.
    bool is_given() const { return form != Form::absent; }
};

struct Row {
    std::int64_t line = 0; ///< where it begins; the first line of a file is 1
    std::vector<Cell> cells;
    std::vector<Problem> problems;
    /// The row could not be taken apart: its cells say nothing.
    bool is_broken = false;

    void clear()
    {
        for (auto& cell : cells) {
            cell.form = Cell::Form::absent;
            cell.text.clear();
        }
        problems.clear();
        is_broken = false;
    }
};

/// `text` as an error message may show it: shortened, on one line, card numbers masked.
std::string shown(std::string_view text);

} // namespace duesday::intake
