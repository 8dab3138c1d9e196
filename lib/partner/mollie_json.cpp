#include "partner/mollie_json.hpp"

#include "base/date.hpp"
#include "base/digits.hpp"
#include "base/plain_line.hpp"
#include "base/text.hpp"
#include "partner/answer_json.hpp"
#include "partner/mollie_ids.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace duesday::partner::mollie {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_word = 100;
constexpr std::size_t longest_name = 200;

Json amount_json(Money amount)
{
    Json::object_t members;
    members.reserve(2);
    members.emplace("currency", amount.currency().code());
    members.emplace("value", amount.text());
    return members;
}

/// Text of the book goes out as UTF-8, whatever it holds.
std::string dumped(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* member(const Json& json, const char* name)
{
    if (!json.is_object())
        return nullptr;
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
}

std::string text_of(const Json& json, const char* name)
{
    const auto* value = member(json, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

/// A word that goes into the book: of the partner's, but no novel.
std::string word_of(const Json& json, const char* name)
{
    return text::plain_line(text_of(json, name)).substr(0, longest_word);
}

/// What names something of ours, or of Mollie's: as it is, or so that it names nothing.
std::string name_of(const Json& json, const char* name)
{
    return text::plain_line(text_of(json, name));
}

/// A word of Mollie's as a code of ours, whatever it will call things: callers hold on to codes.
std::string code_of(std::string_view word)
{
    std::string code;
    bool was_small = false;
    for (const char c : word) {
        const bool is_capital = c >= 'A' && c <= 'Z';
        const bool is_small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool begins_word = is_capital ? was_small : !is_small;
        if (begins_word && !code.empty() && code.back() != '_')
            code += '_';
        if (is_capital || is_small)
            code += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
        was_small = is_small;
    }
    return code.ends_with('_') ? code.substr(0, code.size() - 1) : code;
}

/// A name as people write it; what is no line of text, or a novel, only as far as it is plain.
std::string shown_of(const Json& json, const char* name)
{
    auto shown = text_of(json, name);
    const bool is_line = shown.size() <= longest_name && !text::has_control_character(shown) &&
                         !text::has_line_break(shown) && !text::has_invisible_character(shown);
    return is_line ? shown : text::plain_line(shown);
}

std::string link_of(const Json& json, const char* name)
{
    const auto* links = member(json, "_links");
    const auto* link = links == nullptr ? nullptr : member(*links, name);
    return link == nullptr ? std::string{} : text_of(*link, "href");
}

std::optional<Money> money_of(const Json& json, const char* name)
{
    const auto* amount = member(json, name);
    if (amount == nullptr)
        return std::nullopt;
    const auto currency = Currency::parse(text_of(*amount, "currency"));
    return currency ? Money::parse(text_of(*amount, "value"), *currency) : std::nullopt;
}

std::optional<Payment> payment_of(const Json& json)
{
    Payment payment;
    payment.id = text_of(json, "id");
    payment.status = word_of(json, "status");
    const auto amount = money_of(json, "amount");
    const auto created_at = read_time(text_of(json, "createdAt"));
    if (text_of(json, "resource") != "payment" || !is_token(payment.id) || payment.status.empty() ||
        !amount || !created_at)
        return std::nullopt;
    payment.amount = *amount;
    payment.created_at = *created_at;
    if (const auto* metadata = member(json, "metadata")) {
        payment.attempt = name_of(*metadata, "attempt");
        payment.book = name_of(*metadata, "book");
        payment.pays_for = name_of(*metadata, "pays_for");
        payment.registration = name_of(*metadata, "registration");
        payment.entering_customer = shown_of(*metadata, "customer");
    }
    payment.paid_at = read_time(text_of(json, "paidAt"));
    payment.mode = word_of(json, "mode");
    payment.customer = name_of(json, "customerId");
    payment.mandate = name_of(json, "mandateId");
    if (const auto* details = member(json, "details"))
        payment.failure_reason = code_of(word_of(*details, "failureReason"));
    if (auto page = link_of(json, "checkout"); is_page_address(page))
        payment.checkout_url = std::move(page);
    const auto* is_cancelable = member(json, "isCancelable");
    payment.is_cancelable = is_cancelable != nullptr && *is_cancelable == true;
    return payment;
}

std::optional<Mandate> mandate_of(const Json& json)
{
    Mandate mandate;
    mandate.id = text_of(json, "id");
    mandate.status = word_of(json, "status");
    mandate.method = word_of(json, "method");
    mandate.created_at = read_time(text_of(json, "createdAt"));
    if (text_of(json, "resource") != "mandate" || !is_token(mandate.id) || mandate.status.empty())
        return std::nullopt;
    if (const auto* details = member(json, "details")) {
        mandate.card_label = word_of(*details, "cardLabel");
        mandate.last4 = word_of(*details, "cardNumber");
        mandate.expires = word_of(*details, "cardExpiryDate").substr(0, 7);
    }
    // A card that was only saved for the customer's own use has scopes without this one.
    const auto* scopes = member(json, "scopes");
    const bool is_scoped = scopes != nullptr && scopes->is_array() && !scopes->empty();
    const bool is_for_us = !is_scoped || std::find(scopes->begin(), scopes->end(),
                                                   "customer-not-present") != scopes->end();
    mandate.may_be_charged = mandate.status == "valid" && is_for_us;
    return mandate;
}

std::optional<Reversal> reversal_of(const Json& json, std::string_view resource)
{
    Reversal reversal;
    reversal.id = text_of(json, "id");
    reversal.payment = text_of(json, "paymentId");
    reversal.status = word_of(json, "status");
    reversal.amount = money_of(json, "amount");
    const auto made_at = read_time(text_of(json, "createdAt"));
    if (text_of(json, "resource") != resource || !is_token(reversal.id) ||
        !is_token(reversal.payment) || !made_at)
        return std::nullopt;
    if (reversal.amount && reversal.amount->minor() < 0)
        reversal.amount = -*reversal.amount;
    reversal.made_at = *made_at;
    reversal.is_taken_back = !text_of(json, "reversedAt").empty();
    return reversal;
}

/// Whether it bears our metadata: an account may take payments for other shops too, in whatever
/// currency and form.
bool is_marked_as_ours(const Json& payment)
{
    const auto* metadata = member(payment, "metadata");
    return metadata != nullptr && (member(*metadata, "attempt") != nullptr ||
                                   member(*metadata, "registration") != nullptr);
}

/// Nothing where one that `matters` cannot be read: a list with a hole is no complete look-up.
template <class Item, class Read, class Matters>
std::optional<Page<Item>> page_of(const std::string& body, const char* name, const Read& read,
                                  const Matters& matters)
{
    const auto json = read_answer(body);
    const auto* embedded = json ? member(*json, "_embedded") : nullptr;
    const auto* items = embedded == nullptr ? nullptr : member(*embedded, name);
    if (items == nullptr || !items->is_array() || member(*json, "_links") == nullptr)
        return std::nullopt;
    Page<Item> page;
    for (const auto& item : *items) {
        auto one = read(item);
        if (one)
            page.items.push_back(std::move(*one));
        else if (matters(item))
            return std::nullopt;
    }
    page.next = link_of(*json, "next");
    return page;
}

bool always(const Json& /*item*/)
{
    return true;
}

} // namespace

// A night makes many of these: member by member in room made before, half the work of a braced
// list.
std::string recurring_body(const ChargeRequest& request, std::string_view book)
{
    Json::object_t metadata;
    metadata.reserve(3);
    metadata.emplace("attempt", request.key);
    metadata.emplace("book", book);
    if (!request.pays_for.empty())
        metadata.emplace("pays_for", request.pays_for);
    Json::object_t members;
    members.reserve(7);
    members.emplace("amount", amount_json(request.amount));
    members.emplace("description", request.description);
    members.emplace("redirectUrl", nullptr);
    members.emplace("customerId", request.provider_customer);
    members.emplace("mandateId", request.mandate);
    members.emplace("sequenceType", "recurring");
    members.emplace("metadata", std::move(metadata));
    return dumped(std::move(members));
}

std::string first_payment_body(const CardEntryRequest& request, std::string_view customer,
                               std::string_view redirect_url, std::string_view book)
{
    return dumped({{"amount", amount_json(request.amount)},
                   {"description", request.description},
                   {"redirectUrl", std::string{redirect_url}},
                   {"customerId", std::string{customer}},
                   {"sequenceType", "first"},
                   {"method", "creditcard"},
                   {"metadata",
                    {{"registration", request.key},
                     {"book", std::string{book}},
                     {"customer", request.customer}}}});
}

std::string customer_body(const CardEntryRequest& request, std::string_view book)
{
    return dumped({{"name", request.name},
                   {"email", request.email},
                   {"metadata", {{"book", std::string{book}}}}});
}

std::optional<Payment> read_payment(const std::string& body)
{
    const auto json = read_answer(body);
    return json ? payment_of(*json) : std::nullopt;
}

bool is_foreign_payment(const std::string& body, std::string_view book)
{
    const auto json = read_answer(body);
    if (!json || text_of(*json, "resource") != "payment")
        return false;
    return !is_marked_as_ours(*json) || text_of(*member(*json, "metadata"), "book") != book;
}

std::optional<Mandate> read_mandate(const std::string& body)
{
    const auto json = read_answer(body);
    return json ? mandate_of(*json) : std::nullopt;
}

std::optional<Customer> read_customer(const std::string& body)
{
    const auto json = read_answer(body);
    if (!json || text_of(*json, "resource") != "customer" || !is_token(text_of(*json, "id")))
        return std::nullopt;
    return Customer{text_of(*json, "id"), shown_of(*json, "name"), shown_of(*json, "email")};
}

std::optional<Page<Payment>> read_payments(const std::string& body)
{
    return page_of<Payment>(body, "payments", payment_of, is_marked_as_ours);
}

std::optional<Page<Mandate>> read_mandates(const std::string& body)
{
    return page_of<Mandate>(body, "mandates", mandate_of, always);
}

std::optional<Page<Reversal>> read_chargebacks(const std::string& body)
{
    return page_of<Reversal>(
        body, "chargebacks", [](const Json& json) { return reversal_of(json, "chargeback"); },
        always);
}

std::optional<Page<Reversal>> read_refunds(const std::string& body)
{
    return page_of<Reversal>(
        body, "refunds", [](const Json& json) { return reversal_of(json, "refund"); }, always);
}

bool is_error(const std::string& body, int status)
{
    const auto json = read_answer(body);
    const auto* said = json ? member(*json, "status") : nullptr;
    return said != nullptr && *said == status;
}

std::string field_of_error(const std::string& body)
{
    const auto json = read_answer(body);
    return json ? word_of(*json, "field") : std::string{};
}

ChargeAnswer answer_of(const Payment& payment)
{
    ChargeAnswer answer{Answer::pending, {}, payment.id};
    if (payment.status == "paid") {
        answer.answer = Answer::done;
    } else if (payment.status == "failed") {
        answer.answer = Answer::declined;
        answer.reason = payment.failure_reason.empty() ? "unknown_reason" : payment.failure_reason;
    } else if (payment.status == "canceled" || payment.status == "expired") {
        answer.answer = Answer::declined;
        answer.reason = "payment_" + payment.status;
    } else if (payment.status != "open" && payment.status != "pending") {
        answer.reason = code_of(payment.status); // "authorized", or a word that is new
    }
    return answer;
}

std::optional<Timestamp> read_time(std::string_view text)
{
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto date = Date::parse(text.substr(0, 10));
    const auto hours = read_digits(text.substr(11, 2));
    const auto minutes = read_digits(text.substr(14, 2));
    const auto seconds = read_digits(text.substr(17, 2));
    auto zone = text.substr(19);
    if (zone.starts_with('.')) // parts of a second do not matter
        zone.remove_prefix(std::min(zone.size(), zone.find_first_of("Z+-")));
    if (!date || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
        return std::nullopt;
    int offset_minutes = 0;
    if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
        const auto h = read_digits(zone.substr(1, 2));
        const auto m = read_digits(zone.substr(4, 2));
        if (!h || !m)
            return std::nullopt;
        offset_minutes = (*h * 60 + *m) * (zone[0] == '-' ? -1 : 1);
    } else if (zone != "Z") {
        return std::nullopt;
    }
    const std::int64_t day_seconds =
        ((*hours * 60 + *minutes - offset_minutes) * std::int64_t{60}) + *seconds;
    return Timestamp{(date->days_since_1970() * std::int64_t{86'400} + day_seconds) * 1000};
}

} // namespace duesday::partner::mollie
