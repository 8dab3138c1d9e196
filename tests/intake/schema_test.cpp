#include "intake/samples.hpp"
#include "support/faults.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace duesday;
using intake::Cell;
using intake::Schema;

namespace {

/// The reasons for which a row with these cells is refused.
std::string reasons(std::vector<Cell> cells)
{
    const Schema schema{test::things_schema};
    intake::Row row;
    row.cells = std::move(cells);
    row.cells.resize(schema.columns().size());
    schema.check(row);
    std::string found;
    for (const auto& problem : row.problems)
        found += (found.empty() ? "" : " ") + problem.column + ":" + problem.reason;
    return found;
}

Cell text(std::string value)
{
    return {Cell::Form::text, std::move(value)};
}
Cell integer(std::string value)
{
    return {Cell::Form::integer, std::move(value)};
}

} // namespace

TEST_CASE("a row is held against each column of its schema")
{
    CHECK(reasons({text("a"), text("3")}).empty());
    CHECK(reasons({text("a"), integer("10")}).empty());
    CHECK(reasons({}) == "thing:missing size:missing");
    CHECK(reasons({text(""), text("")}) == "thing:missing size:missing");
    CHECK(reasons({text("123456789"), text("11")}) == "thing:too_long size:out_of_range");
    CHECK(reasons({text("a"), text("eleven")}) == "size:wrong_form");
    // Characters count, not bytes.
    CHECK(reasons(
              {text("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"), text("1")})
              .empty());
    CHECK(reasons({text("a"), integer("11")}) == "size:out_of_range");
    CHECK(reasons({text("a"), integer("-1")}) == "size:out_of_range");
    CHECK(reasons({text("a"), integer("99999999999999999999999")}) == "size:out_of_range");
    CHECK(reasons({text("a"), {Cell::Form::number, "1.5"}}) == "size:wrong_type");
    CHECK(reasons({{Cell::Form::boolean, "true"}, {Cell::Form::null, ""}}) ==
          "thing:wrong_type size:wrong_type");
    CHECK(reasons({text("a"), text("1"), {Cell::Form::null, ""}}).empty());
    CHECK(reasons({text("a"), text("1"), {Cell::Form::other, ""}}) == "note:wrong_type");
}

TEST_CASE("SUB-061: a card number is refused but for device identifiers")
{
    CHECK(reasons({text("a"), text("1"), text("4111 1111 1111 1111")}) == "note:card_number");
    CHECK(reasons({text("4111111111111111"), text("1")}) == "thing:card_number");
    CHECK(reasons({text("a"), text("1"), integer("4111111111111111")}) == "note:card_number");
    CHECK(reasons({text("a"), text("1"), text("4111111111111112")}).empty());
    CHECK(reasons({text("a"), text("1"), text(""), text("4111111111111111")}).empty());
    CHECK(intake::shown("card 4111111111111111, thanks").find("411111") == std::string::npos);
}

TEST_CASE("a keyword outside the subset is refused when a schema is read")
{
    const std::string begin = R"({"type":"object","additionalProperties":false,"properties":{"a":{)"
                              R"("type":"string","x-duesday-expects":"a text")";
    CHECK_NOTHROW(Schema{begin + "}}}"});
    for (const char* more :
         {R"(,"format":"date"}}})", R"(,"minItems":1}}})", R"(,"x-duesday-other":1}}})",
          R"(,"maxLength":"8"}}})", R"(,"pattern":"\\d"}}})", R"(,"enum":[1.5]}}})",
          R"(},"b":{"type":"array","x-duesday-expects":"x"}}})", R"(},"b":{"type":"string"}}})",
          R"(}},"patternProperties":{}})", R"(}},"required":["b"]})", R"(}},"allOf":[]})"}) {
        INFO(more);
        CHECK_FAULT(FaultKind::bug, Schema{begin + more});
    }
    CHECK_FAULT(FaultKind::bug, Schema{"{}"});
    CHECK_FAULT(FaultKind::bug, Schema{R"({"type":"object","properties":{}})"});
}

TEST_CASE("every kind has a schema that can be read")
{
    for (const auto kind : intake::kinds()) {
        const Schema schema{intake::schema_text(kind)};
        CHECK(schema.kind() == kind);
        CHECK(!schema.rules().empty());
        bool has_key = false;
        for (const auto& column : schema.columns())
            has_key = has_key || column.is_key;
        CHECK(has_key);
    }
    CHECK_FAULT(FaultKind::usage, intake::schema_text("custmers"));
}
