#include "intake/reader.hpp"

#include "base/text.hpp"
#include "intake/csv.hpp"
#include "intake/jsonl.hpp"

namespace duesday::intake {

namespace {

void pass_byte_order_mark(Input& input)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (input.window(mark.size()).starts_with(mark))
        input.consume(mark.size());
}

} // namespace

const char* code_of(Format format)
{
    return format == Format::csv ? "csv" : "jsonl";
}

Format format_of(Input& input)
{
    const auto name = text::lower(input.file());
    if (name.ends_with(".csv"))
        return Format::csv;
    for (const char* ending : {".jsonl", ".ndjson", ".json"})
        if (name.ends_with(ending))
            return Format::jsonl;
    pass_byte_order_mark(input);
    const auto begin = text::trim(input.window());
    return begin.starts_with('{') ? Format::jsonl : Format::csv;
}

std::unique_ptr<RowReader> make_reader(Input& input, const Schema& schema, Format format)
{
    pass_byte_order_mark(input);
    if (format == Format::csv)
        return std::make_unique<CsvReader>(input, schema);
    return std::make_unique<JsonlReader>(input, schema);
}

} // namespace duesday::intake
