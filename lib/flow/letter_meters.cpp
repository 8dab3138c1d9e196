#include "flow/letter_meters.hpp"

#include <nlohmann/json.hpp>

namespace duesday::flow {

namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& facts)
{
    return facts.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json machine_of(const LetterMachine& machine)
{
    Json json{{"machine", machine.machine}, {"model", machine.model}, {"serial", machine.serial}};
    if (machine.location)
        json["location"] = *machine.location;
    if (machine.reading_help_url)
        json["reading_help_url"] = *machine.reading_help_url;
    json["meters"] = machine.meters;
    return json;
}

/// Facts that are no object stay as they are: the letter says so when it is written.
std::string with_link(const std::string& facts, const Json& link)
{
    auto json = Json::parse(facts, nullptr, false);
    if (!json.is_object())
        return facts;
    json["link"] = link;
    return dumped(json);
}

std::string text_of(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

} // namespace

std::string meter_letter_facts(const MeterLetterFacts& facts)
{
    auto customers = Json::array();
    for (const auto& customer : facts.customers) {
        auto machines = Json::array();
        for (const auto& machine : customer.machines)
            machines.push_back(machine_of(machine));
        customers.push_back(Json{{"customer", customer.customer},
                                 {"name", customer.name},
                                 {"machines", std::move(machines)}});
    }
    return dumped(Json{{"customers", std::move(customers)},
                       {"due_on", facts.due_on.iso()},
                       {"name", facts.name},
                       {"language", facts.language},
                       {"link", Json{{"sealed", facts.sealed}}}});
}

MeterLetterHead meter_letter_head(const std::string& facts)
{
    const auto json = Json::parse(facts, nullptr, false);
    if (!json.is_object())
        return {};
    MeterLetterHead head{text_of(json, "name"), text_of(json, "language"), {}};
    if (const auto link = json.find("link"); link != json.end() && link->is_object())
        if (auto sealed = text_of(*link, "sealed"); !sealed.empty())
            head.sealed = std::move(sealed);
    return head;
}

std::string with_url(const std::string& facts, const std::string& url)
{
    return with_link(facts, Json{{"url", url}});
}

std::string with_sealed(const std::string& facts, const std::string& sealed)
{
    return with_link(facts, sealed.empty() ? Json::object() : Json{{"sealed", sealed}});
}

std::string portal_url(const std::string& page, const std::string& token)
{
    constexpr std::string_view place = "{token}";
    auto url = page;
    if (const auto at = url.find(place); at != url.npos)
        return url.replace(at, place.size(), token);
    return url + (url.find('?') == url.npos ? "?token=" : "&token=") + token;
}

} // namespace duesday::flow
