// Files and a small schema for the tests of this folder.
#pragma once

#include "intake/reader.hpp"
#include "support/temp_folder.hpp"

#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::test {

/// Two columns that must be there and one that may be.
inline constexpr std::string_view things_schema = R"json({
  "title": "Things", "x-duesday-kind": "things", "type": "object", "additionalProperties": false,
  "required": ["thing", "size"], "x-duesday-key": ["thing"],
  "properties": {
    "thing": {"type": "string", "minLength": 1, "maxLength": 8, "x-duesday-expects": "a key"},
    "size": {"type": ["string", "integer"], "pattern": "^([0-9]|10)$", "minimum": 0, "maximum": 10,
             "x-duesday-expects": "a number from 0 to 10"},
    "note": {"type": ["string", "null"], "x-duesday-expects": "a text or nothing"},
    "serial": {"type": ["string", "null"], "x-duesday-expects": "a serial number or nothing",
               "x-duesday-device": true}
  }
})json";

/// What a reader makes of `content`: "line: cell|cell" or "line: ! column reason ..." a row, and
/// "header: ! ..." before.
inline std::vector<std::string> read_all(intake::Format format, std::string_view content)
{
    const TempFolder folder;
    const auto file = folder / "things";
    std::ofstream{file, std::ios::binary} << content;
    const intake::Schema schema{things_schema};
    intake::Input input{file.string()};
    const auto reader = intake::make_reader(input, schema, format);
    std::vector<std::string> told;
    const auto tell = [&](std::string place, const std::vector<intake::Problem>& problems) {
        for (const auto& problem : problems)
            place += " ! " + problem.column + " " + problem.reason;
        told.push_back(std::move(place));
    };
    if (!reader->header_problems().empty())
        tell("header:", reader->header_problems());
    intake::Row row;
    while (reader->next(row)) {
        auto text = std::to_string(row.line) + ":";
        if (row.problems.empty())
            for (const auto& cell : row.cells)
                text += (text.ends_with(':') ? " " : "|") +
                        (cell.is_given() ? cell.text : std::string{"-"});
        tell(std::move(text), row.problems);
    }
    return told;
}

} // namespace duesday::test
