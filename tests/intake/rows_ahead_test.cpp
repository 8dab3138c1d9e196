#include "base/fault.hpp"
#include "intake/rows_ahead.hpp"
#include "intake/samples.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace duesday;

namespace {

/// Gives numbered rows, and a fault in the place of row `broken`.
class NumberedRows final : public intake::RowReader {
public:
    NumberedRows(std::int64_t rows, std::int64_t broken) : rows_{rows}, broken_{broken} {}

    bool next(intake::Row& row) override
    {
        row.clear();
        row.cells.resize(4);
        row.line = ++line_;
        if (line_ == broken_)
            throw Fault{FaultKind::no_input, "the file is gone"};
        const auto text = fmt::format("T{}", line_ % 1000);
        row.cells[0] = {intake::Cell::Form::text, text};
        row.cells[1] = {intake::Cell::Form::text, line_ % 100 == 0 ? "11" : "10"};
        row.cells[2] = {intake::Cell::Form::text,
                        line_ % 700 == 0 ? std::string(500'000, 'n') : ""};
        return line_ <= rows_;
    }

private:
    std::int64_t rows_, broken_, line_ = 0;
};

} // namespace

TEST_CASE("rows read ahead come once and in order with what their schema has against them")
{
    const test::TempFolder folder;
    const auto file = (folder / "things").string();
    std::ofstream{file} << "none of these bytes is looked at";
    const intake::Schema schema{test::things_schema};
    for (const std::int64_t count : {0, 1, 511, 512, 513, 1024, 5000}) {
        intake::Input input{file};
        NumberedRows reader{count, -1};
        intake::RowsAhead rows{input, reader, schema};
        std::int64_t seen = 0;
        for (auto some = rows.next(3); !some.empty(); some = rows.next(3))
            for (const auto& row : some) {
                ++seen;
                CHECK(row.line == seen);
                CHECK(row.cells[0].text == fmt::format("T{}", seen % 1000));
                CHECK(row.problems.empty() == (seen % 100 != 0));
            }
        CHECK(seen == count);
        CHECK(rows.next(3).empty());
    }
}

TEST_CASE("a fault of the input reaches who asks for its rows")
{
    const test::TempFolder folder;
    const auto file = (folder / "things").string();
    std::ofstream{file} << "none of these bytes is looked at";
    const intake::Schema schema{test::things_schema};
    for (const std::int64_t broken : {1, 700, 2000}) {
        intake::Input input{file};
        NumberedRows reader{3000, broken};
        intake::RowsAhead rows{input, reader, schema};
        const auto read_all = [&] {
            while (!rows.next(1).empty()) {
            }
        };
        CHECK_THROWS_AS(read_all(), Fault);
    }
}

TEST_CASE("rows that nobody takes are let go")
{
    const test::TempFolder folder;
    const auto file = (folder / "things").string();
    std::ofstream{file} << "none of these bytes is looked at";
    const intake::Schema schema{test::things_schema};
    intake::Input input{file};
    NumberedRows reader{3000, 1500};
    intake::RowsAhead rows{input, reader, schema};
    CHECK(rows.next(1).size() == 1);
}
