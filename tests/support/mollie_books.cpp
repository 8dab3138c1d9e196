#include "support/mollie_books.hpp"

#include "support/mollie_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace duesday::test {

namespace {

using namespace mollie;

constexpr std::int64_t key_lives_ms = 3'600'000;
constexpr int most_a_page = 250;

std::vector<std::string> split(const std::string& path)
{
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (from < path.size()) {
        const auto slash = std::min(path.find('/', from), path.size());
        if (slash > from)
            parts.push_back(path.substr(from, slash - from));
        from = slash + 1;
    }
    return parts;
}

} // namespace

Timestamp MollieBooks::now() const
{
    using namespace std::chrono;
    return now_.value_or(
        Timestamp{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()});
}

std::string MollieBooks::time() const
{
    return now().iso().substr(0, 19) + "+00:00";
}

Json MollieBooks::links(const std::string& path) const
{
    return {
        {"self", {{"href", url_ + path}, {"type", "application/hal+json"}}},
        {"dashboard", {{"href", "https://my.mollie.com/dashboard"}, {"type", "text/html"}}},
        {"documentation", {{"href", "https://docs.mollie.com/reference"}, {"type", "text/html"}}}};
}

MollieReply MollieBooks::answer(const MollieRequest& request)
{
    if (request.authorization != "Bearer " + key_)
        return refused(401, "Missing authentication, or failed to authenticate");
    if (request.method != "POST" || request.idempotency_key.empty())
        return route(request);
    const auto line = request.method + " " + request.path;
    const auto found = kept_.find(request.idempotency_key);
    if (found != kept_.end() &&
        now().ms_since_1970 - found->second.at.ms_since_1970 < key_lives_ms) {
        if (found->second.line != line || found->second.body != request.body)
            return refused(400, "The idempotency key was used with another request");
        auto reply = found->second.reply;
        reply.is_replayed = true;
        return reply;
    }
    const auto reply = route(request);
    kept_[request.idempotency_key] = {line, request.body, reply, now()};
    return reply;
}

MollieReply MollieBooks::route(const MollieRequest& request)
{
    const auto parts = split(request.path);
    if (parts.size() < 2 || parts[0] != "v2")
        return refused(404, "There is no such resource");
    try {
        if (parts[1] == "customers")
            return route_customer(request, parts);
        if (parts[1] == "payments")
            return route_payment(request, parts);
    } catch (const Json::exception&) {
        return refused(400, "The body is no JSON");
    }
    std::vector<const Json*> all;
    if (parts[1] == "refunds" || parts[1] == "chargebacks") {
        for (const auto& one : parts[1] == "refunds" ? refunds_ : chargebacks_)
            all.push_back(&one);
        return list(request, parts[1], all);
    }
    return refused(404, "There is no such resource");
}

MollieReply MollieBooks::route_customer(const MollieRequest& request,
                                        const std::vector<std::string>& parts)
{
    const auto& method = request.method;
    if (parts.size() == 2)
        return method == "POST" ? make_customer(Json::parse(request.body))
                                : refused(405, "Not here");
    const auto customer = customers_.find(parts[2]);
    if (customer == customers_.end())
        return refused(404, "No customer exists with token " + parts[2]);
    if (parts.size() == 3)
        return said(200, customer->second);
    if (parts[3] == "mandates" && parts.size() == 4)
        return mandates_of(request, parts[2]);
    if (parts[3] == "mandates")
        return mandate_of(request, parts[2], parts[4]);
    if (parts[3] == "payments" && method == "GET") {
        std::vector<const Json*> own;
        for (auto& payment : payments_)
            if (text(payment.json, "customerId") == parts[2]) {
                look_at(payment);
                own.push_back(&payment.json);
            }
        return list(request, "payments", own);
    }
    return refused(404, "There is no such resource");
}

MollieReply MollieBooks::route_payment(const MollieRequest& request,
                                       const std::vector<std::string>& parts)
{
    const auto& method = request.method;
    if (parts.size() == 2 && method == "POST")
        return make_payment(Json::parse(request.body));
    if (parts.size() == 2) {
        std::vector<const Json*> all;
        for (const auto& payment : payments_)
            all.push_back(&payment.json);
        return list(request, "payments", all);
    }
    if (find_payment(parts[2]) == nullptr)
        return refused(404, "No payment exists with token " + parts[2]);
    if (parts.size() == 4 && parts[3] == "refunds" && method == "POST")
        return make_refund(parts[2], Json::parse(request.body));
    return method == "DELETE" ? cancel_payment(parts[2]) : show_payment(parts[2]);
}

MollieReply MollieBooks::list(const MollieRequest& request, const std::string& name,
                              const std::vector<const Json*>& oldest_first) const
{
    const auto asked = [&](const char* word) {
        const auto found = request.query.find(word);
        return found == request.query.end() ? std::string{} : found->second;
    };
    const auto limit = asked("limit").empty() ? 50 : std::atoi(asked("limit").c_str());
    if (limit < 1 || limit > most_a_page)
        return refused(400, "Invalid limit", "limit");
    auto it = oldest_first.rbegin();
    if (const auto from = asked("from"); !from.empty()) {
        it = std::find_if(it, oldest_first.rend(),
                          [&](const Json* one) { return text(*one, "id") == from; });
        if (it == oldest_first.rend())
            return refused(400, "Invalid cursor value", "from");
    }
    const auto newest = now().plus_seconds(-list_lag_seconds_).iso().substr(0, 19) + "+00:00";
    while (it != oldest_first.rend() && text(**it, "createdAt") > newest)
        ++it;
    auto items = Json::array();
    for (; it != oldest_first.rend() && static_cast<int>(items.size()) < limit; ++it)
        items.push_back(**it);
    auto all_links = links(request.path.substr(3));
    all_links["previous"] = nullptr;
    all_links["next"] = nullptr;
    if (it != oldest_first.rend())
        all_links["next"] = {{"href", fmt::format("{}{}?from={}&limit={}", url_,
                                                  request.path.substr(3), text(**it, "id"), limit)},
                             {"type", "application/hal+json"}};
    return said(200,
                {{"count", items.size()}, {"_embedded", {{name, items}}}, {"_links", all_links}});
}

} // namespace duesday::test
