#include "document/meter_letter.hpp"

#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include <array>

namespace duesday::document {

namespace {

using Json = nlohmann::json;

/// Whose sentences both letters speak.
constexpr const char* section = "meter-request";

Data text_of(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() ? text_data(found->get<std::string>()) : Data{false};
}

Data machine_data(const Json& machine)
{
    Data data;
    for (const char* key : {"machine", "model", "serial", "location", "reading_help_url"})
        data.set(key, text_of(machine, key));
    auto meters = list_data();
    for (const auto& name : machine.at("meters")) {
        Data meter;
        meter.set("meter", text_data(name.get<std::string>()));
        meters.push_back(meter);
    }
    data.set("meters", meters);
    return data;
}

std::string escaped(const Data& data, const char* key)
{
    const auto* value = data.get(key);
    return value != nullptr && value->is_string()
               ? kainjow::mustache::html_escape(value->string_value())
               : std::string{};
}

} // namespace

void add_machines(Data& data, const Json& facts)
{
    auto customers = list_data();
    for (const auto& customer : facts.at("customers")) {
        Data group;
        group.set("customer", text_of(customer, "customer"));
        group.set("name", text_of(customer, "name"));
        auto machines = list_data();
        for (const auto& machine : customer.at("machines"))
            machines.push_back(machine_data(machine));
        group.set("machines", machines);
        customers.push_back(group);
    }
    data.set("customers", customers);
    data.set("url", text_of(facts.at("link"), "url"));
}

Rendered MeterLetters::html(Templates& templates, const LetterRequest& request, Language language,
                            const Data& data)
{
    const auto& own = block(request.text_block, language);
    auto machines = templates.render("meter-machines", "html", section, language, data);
    const std::array places{
        PlacedText{"URL", escaped(data, "url")}, PlacedText{"NAME", escaped(data, "name")},
        PlacedText{"MACHINES", machines.text}, PlacedText{"DUE", escaped(data, "due_on")},
        PlacedText{"SELLER", escaped(data, "seller")}};
    auto body = filled(own.html, places);
    if (!has_place(own.html, "MACHINES"))
        body = appended(std::move(body), machines.text);
    if (is_whole_document(own.html))
        return {std::move(body), std::move(machines.missing)};
    auto framed = data;
    framed.set("block", Data{body});
    auto html = templates.render(request.letter, "html", request.letter, language, framed);
    html.missing.insert(html.missing.end(), machines.missing.begin(), machines.missing.end());
    return html;
}

const HtmlBlock& MeterLetters::block(const std::string& name, Language language)
{
    const std::pair key{name, language};
    const auto found = blocks_.find(key);
    return found != blocks_.end()
               ? found->second
               : blocks_.emplace(key, read_text_block(folder_, name, language)).first->second;
}

} // namespace duesday::document
