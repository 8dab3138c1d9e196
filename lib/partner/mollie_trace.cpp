#include "partner/mollie_trace.hpp"

#include "partner/answer_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace duesday::partner::mollie {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_code = 100;

constexpr std::array<std::string_view, 24> telling_names{
    "resource", "id",           "mode",       "status",    "amount",        "currency",
    "value",    "method",       "customerId", "mandateId", "paymentId",     "createdAt",
    "paidAt",   "sequenceType", "attempt",    "book",      "failureReason", "field",
    "count",    "scopes",       "payments",   "mandates",  "chargebacks",   "refunds"};

/// As a code, an id, a moment or an amount is: no two names, no address, no line.
bool is_code(std::string_view word)
{
    return word.size() <= longest_code && std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view{"_-.:+"}.find(c) != std::string_view::npos;
           });
}

/// Objects and lists keep their shape; of the rest only what is named above is shown, and only as a
/// code.
Json masked_json(const Json& json, bool is_telling)
{
    if (json.is_object()) {
        Json::object_t members;
        for (const auto& [name, value] : json.items()) {
            const bool tells =
                std::find(telling_names.begin(), telling_names.end(), name) != telling_names.end();
            members.emplace(is_code(name) ? name : "***", masked_json(value, tells));
        }
        return members;
    }
    if (json.is_array()) {
        Json::array_t items;
        for (const auto& value : json)
            items.push_back(masked_json(value, is_telling));
        return items;
    }
    const bool is_shown =
        is_telling && (!json.is_string() || is_code(json.get_ref<const std::string&>()));
    return is_shown || json.is_null() ? json : Json("***");
}

} // namespace

std::string masked(const std::string& body)
{
    const auto json = read_answer(body);
    if (!json)
        return body.empty() ? "" : fmt::format("({} bytes that are no JSON)", body.size());
    return masked_json(*json, false).dump();
}

std::string without_key(std::string line, const std::string& key)
{
    constexpr std::string_view hidden = "***";
    if (!key.empty())
        for (auto at = line.find(key); at != line.npos; at = line.find(key, at + hidden.size()))
            line.replace(at, key.size(), hidden);
    return line;
}

} // namespace duesday::partner::mollie
