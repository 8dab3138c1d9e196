#include "partner/mollie_entry.hpp"

#include "partner/mollie_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::partner::mollie {

namespace {

constexpr int not_found = 404;
constexpr int gone = 410;

/// Why a call of this kind did not come through. Nothing costs here: what is lost is asked again.
CardEntryBegun failed(const Result& result, std::string customer)
{
    const auto& reply = result.reply;
    CardEntryBegun begun;
    begun.answer = reply.answer == Answer::done ? Answer::unknown : reply.answer;
    begun.provider_customer = std::move(customer);
    if (reply.is_unreachable)
        begun.reason = unreachable;
    else if (reply.answer == Answer::done)
        begun.reason = "unreadable_answer";
    else
        begun.reason = reply.status == 0 ? "no_answer" : fmt::format("status_{}", reply.status);
    if (const auto field = field_of_error(reply.body); !field.empty())
        begun.reason += "_" + field;
    return begun;
}

} // namespace

bool is_token(std::string_view id)
{
    return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

CardEntryBegun MollieEntry::begin(const CardEntryRequest& request)
{
    if (!request.provider_customer.empty())
        return begin_payment(request, request.provider_customer);
    const auto made = calls_.post("/customers", customer_body(request, calls_.settings().book_id),
                                  request.customer_key);
    const auto customer =
        made.reply.answer == Answer::done ? read_customer(made.reply.body) : std::nullopt;
    return customer ? begin_payment(request, *customer) : failed(made, {});
}

CardEntryBegun MollieEntry::begin_payment(const CardEntryRequest& request,
                                          const std::string& customer)
{
    const auto made =
        calls_.post("/payments",
                    first_payment_body(request, customer, calls_.settings().redirect_url,
                                       calls_.settings().book_id),
                    request.key);
    const auto payment =
        made.reply.answer == Answer::done ? read_payment(made.reply.body) : std::nullopt;
    if (!payment || !payment->checkout_url.starts_with("http"))
        return failed(made, customer);
    return {Answer::done, {}, customer, payment->id, payment->checkout_url};
}

EnteredCard MollieEntry::look_up(const std::string& provider_customer, const std::string& reference)
{
    EnteredCard unknown;
    if (!is_token(reference) || !is_token(provider_customer))
        return unknown;
    const auto reply = calls_.get("/payments/" + reference);
    const auto payment = reply.answer == Answer::done ? read_payment(reply.body) : std::nullopt;
    if (!payment) {
        unknown.reason = reply.is_unreachable ? std::string{unreachable} : "no_answer";
        return unknown;
    }
    const auto answer = answer_of(*payment);
    if (answer.answer != Answer::done) {
        EnteredCard card;
        card.answer = answer.answer;
        card.reason = answer.reason;
        return card;
    }
    return card_of(provider_customer, payment->mandate);
}

EnteredCard MollieEntry::card_of(const std::string& customer, const std::string& id)
{
    EnteredCard card;
    card.answer = Answer::pending; // paid, but the card is not there yet
    std::optional<Mandate> mandate;
    if (is_token(id)) {
        const auto reply = calls_.get(fmt::format("/customers/{}/mandates/{}", customer, id));
        if (reply.answer == Answer::done)
            mandate = read_mandate(reply.body);
        else if (reply.status == not_found || reply.status == gone)
            return {Answer::declined, "invalid_mandate", {}, {}, {}, {}};
    }
    if (!mandate || mandate->status == "pending")
        return card;
    if (!mandate->may_be_charged || mandate->method != "creditcard")
        return {Answer::declined, "invalid_mandate", mandate->id, {}, {}, {}};
    return {Answer::done, {}, mandate->id, mandate->card_label, mandate->last4, mandate->expires};
}

bool MollieEntry::forget(const std::string& provider_customer, const std::string& mandate)
{
    if (!is_token(provider_customer) || !is_token(mandate))
        return false;
    HttpReply reply;
    calls_.run(
        {{"DELETE", fmt::format("/customers/{}/mandates/{}", provider_customer, mandate), {}, {}}},
        [&](std::size_t, const Result& result) { reply = result.reply; });
    calls_.require_trusted();
    return reply.answer == Answer::done || reply.status == not_found || reply.status == gone;
}

} // namespace duesday::partner::mollie
