#include "partner/mollie_entry.hpp"

#include "partner/mollie_ids.hpp"
#include "partner/mollie_json.hpp"

#include <fmt/format.h>

namespace duesday::partner::mollie {

namespace {

constexpr int not_found = 404;
constexpr int gone = 410;
constexpr int refused_words = 422;

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
    begun.field = field_of_error(reply.body);
    return begun;
}

CardEntryBegun begun_by(const Result& made, const std::string& customer)
{
    const auto payment =
        made.reply.answer == Answer::done ? read_payment(made.reply.body) : std::nullopt;
    if (!payment || payment->checkout_url.empty())
        return failed(made, customer);
    return {Answer::done, {}, customer, payment->id, payment->checkout_url};
}

bool is_of_unknown_customer(const HttpReply& reply)
{
    return reply.status == not_found || reply.status == gone ||
           (reply.status == refused_words && field_of_error(reply.body) == "customerId");
}

} // namespace

CardEntryBegun MollieEntry::begin(const CardEntryRequest& request)
{
    if (request.provider_customer.empty())
        return begin_as_new(request, {});
    const auto made = pay(request, request.provider_customer, {});
    // Deleted there, the customer is made again.
    if (is_of_unknown_customer(made.reply))
        return begin_as_new(request, ":" + request.provider_customer);
    return begun_by(made, request.provider_customer);
}

CardEntryBegun MollieEntry::begin_as_new(const CardEntryRequest& request, const std::string& suffix)
{
    const auto made = calls_.post("/customers", customer_body(request, calls_.settings().book_id),
                                  request.customer_key + suffix);
    const auto customer =
        made.reply.answer == Answer::done ? read_customer(made.reply.body) : std::nullopt;
    return customer ? begun_by(pay(request, customer->id, suffix), customer->id) : failed(made, {});
}

Result MollieEntry::pay(const CardEntryRequest& request, const std::string& customer,
                        const std::string& suffix)
{
    return calls_.post("/payments",
                       first_payment_body(request, customer, calls_.settings().redirect_url,
                                          calls_.settings().book_id),
                       request.key + suffix);
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
    return card_of(provider_customer, *payment);
}

EnteredCard MollieEntry::cancel(const std::string& provider_customer, const std::string& reference)
{
    if (!is_token(reference))
        return {};
    const auto reply = calls_.get("/payments/" + reference);
    const auto payment = reply.answer == Answer::done ? read_payment(reply.body) : std::nullopt;
    if (payment && payment->status == "open" && payment->is_cancelable)
        calls_.remove("/payments/" + reference);
    // Whatever the answer was, or where the customer was faster: what Mollie says now counts.
    return look_up(provider_customer, reference);
}

EnteredCard MollieEntry::card_of(const std::string& customer, const Payment& payment)
{
    EnteredCard card;
    card.answer = Answer::pending; // paid, but the card is not there yet
    card.entered_at = payment.paid_at;
    std::optional<Mandate> mandate;
    if (!is_token(payment.mandate)) {
        mandate = left_by(customer, payment);
    } else {
        const auto reply =
            calls_.get(fmt::format("/customers/{}/mandates/{}", customer, payment.mandate));
        if (reply.answer == Answer::done)
            mandate = read_mandate(reply.body);
        else if (reply.status == not_found || reply.status == gone)
            card.answer = Answer::declined;
    }
    if (mandate && mandate->status != "pending") {
        const bool is_usable = mandate->may_be_charged && mandate->method == "creditcard";
        card.answer = is_usable ? Answer::done : Answer::declined;
        card.mandate = mandate->id;
        card.brand = mandate->card_label;
        card.last4 = mandate->last4;
        card.expires = mandate->expires;
    }
    if (card.answer == Answer::declined)
        card.reason = invalid_mandate;
    return card;
}

/// The card of a payment that does not name it: the customer's newest since.
std::optional<Mandate> MollieEntry::left_by(const std::string& customer, const Payment& payment)
{
    const auto reply = calls_.get(fmt::format("/customers/{}/mandates?limit=250", customer));
    const auto mandates = reply.answer == Answer::done ? read_mandates(reply.body) : std::nullopt;
    std::optional<Mandate> newest;
    if (mandates)
        for (const auto& mandate : mandates->items)
            if (mandate.method == "creditcard" && mandate.created_at &&
                *mandate.created_at >= payment.created_at &&
                (!newest || *mandate.created_at > *newest->created_at))
                newest = mandate;
    return newest;
}

bool MollieEntry::forget(const std::string& provider_customer, const std::string& mandate)
{
    if (!is_token(provider_customer) || !is_token(mandate))
        return false;
    const auto reply =
        calls_.remove(fmt::format("/customers/{}/mandates/{}", provider_customer, mandate));
    return reply.answer == Answer::done || reply.status == not_found || reply.status == gone;
}

} // namespace duesday::partner::mollie
