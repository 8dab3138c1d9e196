// JSON Lines: one object a line, its keys the columns.
#pragma once

#include "intake/reader.hpp"

#include <string>

namespace duesday::intake {

class JsonlReader final : public RowReader {
public:
    JsonlReader(Input& input, const Schema& schema);

    bool next(Row& row) override;

private:
    /// The next line without its end; false at the end of the file. Too long a line is let go.
    bool read_line();

    Input& input_;
    const Schema& schema_;
    std::int64_t line_ = 0;
    std::string text_;
    bool is_too_long_ = false;
};

} // namespace duesday::intake
