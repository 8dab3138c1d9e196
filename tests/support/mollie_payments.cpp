#include "support/mollie_books.hpp"
#include "support/mollie_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace duesday::test {

namespace {

using namespace mollie;

constexpr std::size_t longest_metadata = 1024;
constexpr int first_expires_minutes = 30;

void add_to(Json& payment, const char* member, std::int64_t amount, const std::string& currency)
{
    const auto before = payment.find(member);
    const auto sum = before == payment.end() ? 0 : minor_of({{"amount", *before}});
    payment[member] = amount_json(sum + amount, currency);
}

} // namespace

const std::map<std::int64_t, std::string>& mollie_magic_amounts()
{
    static const std::map<std::int64_t, std::string> amounts{{100'100, "invalid_card_number"},
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
    return amounts;
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
    const auto magic = mollie_magic_amounts().find(minor_of(payment.json));
    settle(payment,
           magic == mollie_magic_amounts().end() ? mandate->outcome : "failed:" + magic->second);
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

MollieBooks::Payment& MollieBooks::known_payment(const std::string& id)
{
    auto* payment = find_payment(id);
    if (payment == nullptr)
        throw std::runtime_error{"the stand-in has no payment " + id};
    return *payment;
}

MollieReply MollieBooks::show_payment(const std::string& id)
{
    auto& payment = known_payment(id);
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
    auto& payment = known_payment(id);
    if (!payment.json.at("isCancelable").get<bool>() || text(payment.json, "status") != "open")
        return refused(422, "The payment cannot be canceled");
    payment.json["status"] = "canceled";
    payment.json["isCancelable"] = false;
    return said(200, payment.json);
}

void MollieBooks::visit(const std::string& id, const std::string& status, const MollieCard& card,
                        const std::string& outcome)
{
    auto* payment = &known_payment(id);
    payment->json["status"] = status;
    payment->json["isCancelable"] = status == "open";
    if (status == "failed")
        payment->json["details"] = {{"failureReason", "card_declined"}};
    if (status != "paid")
        return;
    payment->json["paidAt"] = time();
    payment->json["mandateId"] = add_mandate(text(payment->json, "customerId"), card, outcome);
}

MollieReply MollieBooks::make_refund(const std::string& payment, const Json& body)
{
    const auto amount = amount_of(body);
    if (!amount)
        return refused(422, "The amount is invalid", "amount");
    refund(payment, amount->minor(), "pending");
    return said(201, refunds_.back());
}

std::string MollieBooks::charge_back(const std::string& payment, std::int64_t amount)
{
    const auto id = fmt::format("chb_{}", ++last_id_);
    auto& paid = known_payment(payment).json;
    const auto currency = text(paid.at("amount"), "currency");
    add_to(paid, "amountChargedBack", amount, currency);
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

void MollieBooks::win(const std::string& chargeback)
{
    for (auto& one : chargebacks_)
        if (text(one, "id") == chargeback)
            one["reversedAt"] = time();
}

std::string MollieBooks::refund(const std::string& payment, std::int64_t amount,
                                const std::string& status)
{
    const auto id = fmt::format("re_{}", ++last_id_);
    auto& paid = known_payment(payment).json;
    const auto currency = text(paid.at("amount"), "currency");
    add_to(paid, "amountRefunded", amount, currency);
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

void MollieBooks::carry_out(const std::string& refund)
{
    for (auto& one : refunds_)
        if (text(one, "id") == refund)
            one["status"] = "refunded";
}

void MollieBooks::forget_metadata(const std::string& payment)
{
    known_payment(payment).json["metadata"] = nullptr;
}

void MollieBooks::forget_mandate(const std::string& payment)
{
    known_payment(payment).json.erase("mandateId");
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
