#include "runtime/report_json.hpp"

#include <nlohmann/json.hpp>

namespace duesday::runtime {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Fields& fields);

Json json_of(const FieldValue& value)
{
    struct Visitor {
        Json operator()(std::nullptr_t) const { return nullptr; }
        Json operator()(bool v) const { return v; }
        Json operator()(std::int64_t v) const { return v; }
        Json operator()(const std::string& v) const { return v; }
        Json operator()(const Money& v) const
        {
            return Json{{"amount", v.text()}, {"currency", std::string{v.currency().code()}}};
        }
        Json operator()(const Date& v) const { return v.iso(); }
        Json operator()(const std::vector<std::string>& v) const { return Json(v); }
        Json operator()(const std::vector<Fields>& v) const
        {
            auto list = Json::array();
            for (const auto& fields : v)
                list.push_back(json_of(fields));
            return list;
        }
    };
    return std::visit(Visitor{}, value);
}

Json json_of(const Fields& fields)
{
    auto object = Json::object();
    for (const auto& [key, value] : fields.values())
        object[key] = json_of(value);
    return object;
}

} // namespace

std::string json_line(const Fields& head, const Fields& fields)
{
    auto object = json_of(head);
    for (const auto& [key, value] : fields.values())
        object[key] = json_of(value);
    // Bytes that are no UTF-8 must not cost the line.
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace duesday::runtime
