// Reading a schema file. Every keyword is either understood or refused.

#include "base/fault.hpp"
#include "intake/schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>

namespace duesday::intake {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::string& where, const std::string& why)
{
    throw Fault{FaultKind::bug, fmt::format("import schema: {}: {}", where, why)};
}

template <class T>
T get(const Json& json, const std::string& where)
{
    try {
        return json.get<T>();
    } catch (const Json::exception&) {
        refuse(where, fmt::format("{} is of the wrong type", json.dump()));
    }
}

Cell cell_of(const Json& value, const std::string& where)
{
    Cell cell;
    if (value.is_null())
        cell.form = Cell::Form::null;
    else if (value.is_string()) {
        cell.form = Cell::Form::text;
        cell.text = value.get<std::string>();
    } else if (value.is_boolean()) {
        cell.form = Cell::Form::boolean;
        cell.text = value.get<bool>() ? "true" : "false";
    } else if (value.is_number_integer()) {
        cell.form = Cell::Form::integer;
        cell.text = std::to_string(value.get<std::int64_t>());
    } else {
        refuse(where, "a value of enum or const is text, whole number, boolean or null");
    }
    return cell;
}

void read_type(Column& column, const Json& type, const std::string& where)
{
    const std::map<std::string, bool Column::*> known{{"null", &Column::takes_null},
                                                      {"string", &Column::takes_text},
                                                      {"integer", &Column::takes_integer},
                                                      {"number", &Column::takes_number},
                                                      {"boolean", &Column::takes_boolean}};
    const auto names = type.is_array() ? get<std::vector<std::string>>(type, where)
                                       : std::vector{get<std::string>(type, where)};
    for (const auto& name : names) {
        const auto found = known.find(name);
        if (found == known.end())
            refuse(where, fmt::format("type {} is outside the subset", name));
        column.*(found->second) = true;
    }
}

void read_keyword(Column& column, const std::string& keyword, const Json& value,
                  const std::string& where)
{
    if (keyword == "type")
        read_type(column, value, where);
    else if (keyword == "enum")
        for (const auto& allowed : value)
            column.allowed.push_back(cell_of(allowed, where));
    else if (keyword == "const")
        column.allowed = {cell_of(value, where)};
    else if (keyword == "pattern")
        column.pattern = std::make_shared<const Pattern>(get<std::string>(value, where));
    else if (keyword == "minLength")
        column.min_length = get<std::size_t>(value, where);
    else if (keyword == "maxLength")
        column.max_length = get<std::size_t>(value, where);
    else if (keyword == "minimum")
        column.minimum = get<std::int64_t>(value, where);
    else if (keyword == "maximum")
        column.maximum = get<std::int64_t>(value, where);
    else if (keyword == "x-duesday-expects")
        column.expects = get<std::string>(value, where);
    else if (keyword == "x-duesday-device")
        column.is_device = get<bool>(value, where);
    else if (keyword == "x-duesday-ignored")
        column.is_ignored = get<bool>(value, where);
    else if (keyword != "description")
        refuse(where, fmt::format("the keyword {} is outside the subset", keyword));
}

Column column_of(const std::string& name, const Json& property)
{
    Column column;
    column.name = name;
    if (!property.is_object())
        refuse(name, "a property is an object");
    for (const auto& [keyword, value] : property.items())
        read_keyword(column, keyword, value, name);
    if (!property.contains("type"))
        refuse(name, "a property needs a type");
    if (column.expects.empty() && !column.is_ignored)
        refuse(name, "a property needs x-duesday-expects");
    return column;
}

Rule rule_of(const Json& json)
{
    Rule rule;
    for (const auto& [keyword, value] : json.items()) {
        if (keyword == "reason")
            rule.reason = get<std::string>(value, keyword);
        else if (keyword == "description")
            rule.text = get<std::string>(value, keyword);
        else if (keyword == "ledger")
            rule.ledger = get<std::string>(value, keyword);
        else if (keyword == "warning")
            rule.is_warning = get<bool>(value, keyword);
        else
            refuse("x-duesday-rules", fmt::format("the keyword {} is unknown", keyword));
    }
    if (rule.reason.empty() || rule.text.empty())
        refuse("x-duesday-rules", "a rule needs a reason and a description");
    return rule;
}

void mark(std::vector<Column>& columns, const Json& names, bool Column::*property)
{
    for (const auto& name : get<std::vector<std::string>>(names, "required or x-duesday-key")) {
        const auto found = std::find_if(columns.begin(), columns.end(),
                                        [&](const Column& column) { return column.name == name; });
        if (found == columns.end())
            refuse(name, "is named, but no property");
        (*found).*property = true;
    }
}

} // namespace

Schema::Schema(std::string_view text)
{
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("properties"))
        refuse("the file", "it is no JSON object with properties");
    for (const auto& [name, property] : json["properties"].items())
        columns_.push_back(column_of(name, property));
    bool is_closed = false;
    for (const auto& [keyword, value] : json.items()) {
        if (keyword == "title")
            title_ = get<std::string>(value, keyword);
        else if (keyword == "x-duesday-kind")
            kind_ = get<std::string>(value, keyword);
        else if (keyword == "required")
            mark(columns_, value, &Column::is_required);
        else if (keyword == "x-duesday-key")
            mark(columns_, value, &Column::is_key);
        else if (keyword == "x-duesday-rules")
            for (const auto& rule : value)
                rules_.push_back(rule_of(rule));
        else if (keyword == "additionalProperties")
            is_closed = !get<bool>(value, keyword);
        else if (keyword == "type" && value == "object")
            continue;
        else if (keyword != "$schema" && keyword != "$id" && keyword != "description" &&
                 keyword != "properties")
            refuse("the file", fmt::format("the keyword {} is outside the subset", keyword));
    }
    if (!is_closed)
        refuse("the file", "additionalProperties must be false");
}

} // namespace duesday::intake
