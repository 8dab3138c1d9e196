#include "support/mollie_words.hpp"

namespace duesday::test {

namespace {

const char* title_of(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized Request";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    default:
        return "Error";
    }
}

} // namespace

nlohmann::ordered_json mollie_error(int status, const std::string& detail, const std::string& field)
{
    nlohmann::ordered_json json{
        {"status", status}, {"title", title_of(status)}, {"detail", detail}};
    if (!field.empty())
        json["field"] = field;
    json["_links"] = {
        {"documentation", {{"href", "https://docs.mollie.com/errors"}, {"type", "text/html"}}}};
    return json;
}

namespace mollie {

MollieReply refused(int status, const std::string& detail, const std::string& field)
{
    return {status, mollie_error(status, detail, field).dump()};
}

MollieReply said(int status, const Json& json)
{
    return {status, json.dump()};
}

std::string text(const Json& json, const char* name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<Money> amount_of(const Json& body)
{
    const auto found = body.find("amount");
    if (found == body.end() || !found->is_object())
        return std::nullopt;
    const auto currency = Currency::parse(text(*found, "currency"));
    const auto money = currency ? Money::parse(text(*found, "value"), *currency) : std::nullopt;
    return money && money->text() == text(*found, "value") && money->minor() >= 0 ? money
                                                                                  : std::nullopt;
}

Json amount_json(std::int64_t minor, const std::string& currency)
{
    return {{"value", Money{minor, Currency::of(currency)}.text()}, {"currency", currency}};
}

std::int64_t minor_of(const Json& payment)
{
    return amount_of(payment).value().minor();
}

std::pair<std::string, std::string> divided(const std::string& outcome)
{
    const auto colon = outcome.find(':');
    return colon == outcome.npos ? std::pair{outcome, std::string{}}
                                 : std::pair{outcome.substr(0, colon), outcome.substr(colon + 1)};
}

} // namespace mollie

} // namespace duesday::test
