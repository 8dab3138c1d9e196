#include "support/mollie_books.hpp"

#include "base/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace duesday::test {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t key_lives_ms = 3'600'000;
constexpr int most_a_page = 250;
constexpr std::size_t longest_metadata = 1024;
constexpr int first_expires_minutes = 30;

/// PARTNERS 1.7: amounts that fail, in minor units.
const std::map<std::int64_t, std::string> magic_amounts{{100'100, "invalid_card_number"},
                                                        {100'200, "invalid_cvv"},
                                                        {100'300, "invalid_card_holder_name"},
                                                        {100'400, "card_expired"},
                                                        {100'500, "invalid_card_type"},
                                                        {100'600, "refused_by_issuer"},
                                                        {100'700, "insufficient_funds"},
                                                        {100'800, "inactive_card"},
                                                        {100'900, "possible_fraud"},
                                                        {101'000, "authentication_failed"},
                                                        {101'100, "card_declined"}};

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

MollieReply refused(int status, const std::string& detail, const std::string& field = {})
{
    return {status, mollie_error(status, detail, field).dump()};
}

MollieReply said(int status, const Json& json)
{
    return {status, json.dump()};
}

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

std::string text(const Json& json, const char* name)
{
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// Exactly as Mollie wants it: a text with the currency's decimals.
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

/// "pending:3" is {"pending", 3}.
std::pair<std::string, std::string> divided(const std::string& outcome)
{
    const auto colon = outcome.find(':');
    return colon == outcome.npos ? std::pair{outcome, std::string{}}
                                 : std::pair{outcome.substr(0, colon), outcome.substr(colon + 1)};
}

} // namespace

Json mollie_error(int status, const std::string& detail, const std::string& field)
{
    Json json{{"status", status}, {"title", title_of(status)}, {"detail", detail}};
    if (!field.empty())
        json["field"] = field;
    json["_links"] = {
        {"documentation", {{"href", "https://docs.mollie.com/errors"}, {"type", "text/html"}}}};
    return json;
}

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

MollieReply MollieBooks::make_customer(const Json& body)
{
    const auto id = fmt::format("cst_{}", ++last_id_);
    const auto member = [&](const char* name) { return body.value(name, Json{}); };
    customers_[id] = {{"resource", "customer"},
                      {"id", id},
                      {"mode", key_.starts_with("live_") ? "live" : "test"},
                      {"name", member("name")},
                      {"email", member("email")},
                      {"locale", member("locale")},
                      {"metadata", member("metadata")},
                      {"createdAt", time()},
                      {"_links", links("/customers/" + id)}};
    return said(201, customers_[id]);
}

MollieReply MollieBooks::make_payment(const Json& body)
{
    const auto amount = amount_of(body);
    if (!amount)
        return refused(422, "The amount is invalid", "amount");
    if (text(body, "description").empty())
        return refused(422, "The description is missing", "description");
    const auto metadata = body.value("metadata", Json{});
    if (metadata.dump().size() > longest_metadata)
        return refused(422, "The metadata is too long", "metadata");
    const auto sequence = text(body, "sequenceType");
    const auto id = fmt::format("tr_{}", ++last_id_);
    Payment payment;
    payment.json = {{"resource", "payment"},
                    {"id", id},
                    {"mode", key_.starts_with("live_") ? "live" : "test"},
                    {"createdAt", time()},
                    {"amount", body.at("amount")},
                    {"description", text(body, "description")},
                    {"method", "creditcard"},
                    {"metadata", metadata},
                    {"status", "open"},
                    {"isCancelable", false},
                    {"profileId", "pfl_standin"},
                    {"sequenceType", sequence.empty() ? "oneoff" : sequence},
                    {"redirectUrl", body.value("redirectUrl", Json{})},
                    {"_links", links("/payments/" + id)}};
    if (const auto customer = text(body, "customerId"); !customer.empty()) {
        if (!customers_.contains(customer))
            return refused(422, "The customer does not exist", "customerId");
        payment.json["customerId"] = customer;
    }
    return sequence == "recurring" ? make_recurring(body, std::move(payment))
                                   : make_first(body, std::move(payment));
}

MollieReply MollieBooks::make_first(const Json& body, Payment payment)
{
    if (text(body, "redirectUrl").empty())
        return refused(422, "The redirect URL is missing", "redirectUrl");
    const auto id = text(payment.json, "id");
    payment.json["isCancelable"] = true;
    const auto expires = now().plus_seconds(std::int64_t{first_expires_minutes} * 60);
    payment.json["expiresAt"] = expires.iso().substr(0, 19) + "+00:00";
    payment.json["_links"]["checkout"] = {{"href", "https://www.mollie.com/checkout/" + id},
                                          {"type", "text/html"}};
    return keep(std::move(payment));
}

MollieReply MollieBooks::make_recurring(const Json& body, Payment payment)
{
    const auto customer = text(body, "customerId");
    auto* mandate = usable_mandate(customer, text(body, "mandateId"));
    if (customer.empty() || mandate == nullptr)
        return refused(422, "No suitable mandates found for customer");
    payment.json["mandateId"] = text(mandate->json, "id");
    payment.json["details"] = mandate->json.at("details");
    payment.json["details"].erase("cardExpiryDate");
    const auto magic = magic_amounts.find(minor_of(payment.json));
    settle(payment, magic == magic_amounts.end() ? mandate->outcome : "failed:" + magic->second);
    return keep(std::move(payment));
}

void MollieBooks::settle(Payment& payment, const std::string& outcome) const
{
    const auto [word, rest] = divided(outcome);
    payment.json["status"] = word;
    if (word == "paid") {
        payment.json["paidAt"] = time();
    } else if (word == "failed") {
        payment.json["failedAt"] = time();
        payment.json["details"]["failureReason"] = rest;
        payment.json["details"]["failureMessage"] = "The card was refused";
    } else if (word == "pending" || word == "pending-failed") {
        payment.json["status"] = "pending";
        payment.outcome = word == "pending" ? "paid" : "failed:card_declined";
        payment.looks_left = std::max(1, std::atoi(rest.c_str()));
    }
}

MollieReply MollieBooks::keep(Payment payment)
{
    places_[text(payment.json, "id")] = payments_.size();
    payments_.push_back(std::move(payment));
    return said(201, payments_.back().json);
}

MollieBooks::Payment* MollieBooks::find_payment(const std::string& id)
{
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : &payments_[found->second];
}

MollieReply MollieBooks::show_payment(const std::string& id)
{
    auto& payment = *find_payment(id);
    look_at(payment);
    return said(200, payment.json);
}

void MollieBooks::look_at(Payment& payment) const
{
    if (payment.looks_left > 0 && --payment.looks_left == 0)
        settle(payment, std::string{payment.outcome});
}

MollieReply MollieBooks::cancel_payment(const std::string& id)
{
    auto& payment = *find_payment(id);
    if (!payment.json.at("isCancelable").get<bool>() || text(payment.json, "status") != "open")
        return refused(422, "The payment cannot be canceled");
    payment.json["status"] = "canceled";
    payment.json["isCancelable"] = false;
    return said(200, payment.json);
}

MollieReply MollieBooks::mandates_of(const MollieRequest& request,
                                     const std::string& customer) const
{
    std::vector<const Json*> own;
    for (const auto& [id, mandate] : mandates_)
        if (mandate.customer == customer && !mandate.is_revoked)
            own.push_back(&mandate.json);
    return list(request, "mandates", own);
}

MollieReply MollieBooks::mandate_of(const MollieRequest& request, const std::string& customer,
                                    const std::string& id)
{
    const auto found = mandates_.find(id);
    if (found == mandates_.end() || found->second.customer != customer)
        return refused(404, "No mandate exists with token " + id);
    if (found->second.is_revoked)
        return says_gone_ ? refused(410, "The mandate was revoked")
                          : refused(404, "No mandate exists with token " + id);
    if (request.method != "DELETE")
        return said(200, found->second.json);
    found->second.is_revoked = true;
    return {204, ""};
}

MollieBooks::Mandate* MollieBooks::usable_mandate(const std::string& customer,
                                                  const std::string& wanted)
{
    for (auto& [id, mandate] : mandates_)
        if (mandate.customer == customer && (wanted.empty() || id == wanted) &&
            !mandate.is_revoked && text(mandate.json, "status") == "valid")
            return &mandate;
    return nullptr;
}

std::string MollieBooks::add_mandate(const std::string& customer, const MollieCard& card,
                                     const std::string& outcome)
{
    const auto id = fmt::format("mdt_{}", ++last_id_);
    const Json details{{"cardHolder", "A. Holder"},
                       {"cardNumber", card.last4},
                       {"cardLabel", card.label},
                       {"cardFingerprint", "fp" + id},
                       {"cardExpiryDate", card.expires}};
    mandates_[id] = {Json{{"resource", "mandate"},
                          {"id", id},
                          {"mode", key_.starts_with("live_") ? "live" : "test"},
                          {"status", "valid"},
                          {"method", "creditcard"},
                          {"details", details},
                          {"customerId", customer},
                          {"mandateReference", nullptr},
                          {"signatureDate", time().substr(0, 10)},
                          {"createdAt", time()},
                          {"scopes", {"customer-present", "customer-not-present"}},
                          {"_links", links("/customers/" + customer + "/mandates/" + id)}},
                     customer, outcome, false};
    mandates_[id].json["_links"]["customer"] = links("/customers/" + customer).at("self");
    return id;
}

MollieReply MollieBooks::make_refund(const std::string& payment, const Json& body)
{
    const auto amount = amount_of(body);
    if (!amount)
        return refused(422, "The amount is invalid", "amount");
    refund(payment, amount->minor(), "pending");
    return said(201, refunds_.back());
}

MollieStandIn::Known MollieBooks::add_customer(const std::string& outcome, const MollieCard& card)
{
    const auto made = Json::parse(make_customer(Json::object()).body);
    const auto customer = text(made, "id");
    return {customer, add_mandate(customer, card, outcome)};
}

void MollieBooks::set_outcome(const std::string& mandate, const std::string& outcome)
{
    mandates_.at(mandate).outcome = outcome;
}

void MollieBooks::set_mandate(const std::string& mandate, const std::string& status)
{
    mandates_.at(mandate).is_revoked = status == "gone";
    mandates_.at(mandate).json["status"] = status == "gone" ? "invalid" : status;
}

void MollieBooks::visit(const std::string& id, const std::string& status, const MollieCard& card,
                        const std::string& outcome)
{
    auto* payment = find_payment(id);
    if (payment == nullptr)
        throw std::runtime_error{"the stand-in has no payment " + id};
    payment->json["status"] = status;
    payment->json["isCancelable"] = status == "open";
    if (status == "failed")
        payment->json["details"] = {{"failureReason", "card_declined"}};
    if (status != "paid")
        return;
    payment->json["paidAt"] = time();
    payment->json["mandateId"] = add_mandate(text(payment->json, "customerId"), card, outcome);
}

std::string MollieBooks::charge_back(const std::string& payment, std::int64_t amount)
{
    const auto id = fmt::format("chb_{}", ++last_id_);
    auto& paid = find_payment(payment)->json;
    const auto currency = text(paid.at("amount"), "currency");
    paid["amountChargedBack"] = amount_json(amount, currency);
    chargebacks_.push_back({{"resource", "chargeback"},
                            {"id", id},
                            {"amount", amount_json(amount, currency)},
                            {"settlementAmount", amount_json(-amount, currency)},
                            {"createdAt", time()},
                            {"paymentId", payment},
                            {"reversedAt", nullptr},
                            {"_links", links("/payments/" + payment + "/chargebacks/" + id)}});
    chargebacks_.back()["_links"]["payment"] = links("/payments/" + payment).at("self");
    return id;
}

std::string MollieBooks::refund(const std::string& payment, std::int64_t amount,
                                const std::string& status)
{
    const auto id = fmt::format("re_{}", ++last_id_);
    auto& paid = find_payment(payment)->json;
    const auto currency = text(paid.at("amount"), "currency");
    paid["amountRefunded"] = amount_json(amount, currency);
    refunds_.push_back({{"resource", "refund"},
                        {"id", id},
                        {"mode", text(paid, "mode")},
                        {"description", "Refund"},
                        {"amount", amount_json(amount, currency)},
                        {"status", status},
                        {"createdAt", time()},
                        {"metadata", nullptr},
                        {"paymentId", payment},
                        {"_links", links("/payments/" + payment + "/refunds/" + id)}});
    refunds_.back()["_links"]["payment"] = links("/payments/" + payment).at("self");
    return id;
}

void MollieBooks::forget_metadata(const std::string& payment)
{
    find_payment(payment)->json["metadata"] = nullptr;
}

std::vector<MolliePayment> MollieBooks::payments() const
{
    std::vector<MolliePayment> all;
    for (const auto& payment : payments_) {
        const auto& json = payment.json;
        const auto metadata = json.value("metadata", Json{});
        MolliePayment one{text(json, "id"),
                          text(json, "status"),
                          text(json, "customerId"),
                          text(json, "mandateId"),
                          "",
                          "",
                          text(json.at("amount"), "currency"),
                          minor_of(json),
                          text(json, "sequenceType")};
        if (metadata.is_object()) {
            one.attempt = text(metadata, "attempt");
            one.book = text(metadata, "book");
        }
        all.push_back(std::move(one));
    }
    return all;
}

} // namespace duesday::test
