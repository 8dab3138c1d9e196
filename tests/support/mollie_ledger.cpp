#include "support/mollie_books.hpp"

namespace duesday::test {

MollieBooks::Json MollieBooks::ledger() const
{
    Json ledger{{"last_id", last_id_},           {"customers", customers_},
                {"payments", Json::array()},     {"mandates", Json::object()},
                {"refunds", refunds_},           {"chargebacks", chargebacks_},
                {"kept_answers", Json::object()}};
    for (const auto& payment : payments_)
        ledger["payments"].push_back({{"payment", payment.json},
                                      {"outcome", payment.outcome},
                                      {"looks_left", payment.looks_left}});
    for (const auto& [id, mandate] : mandates_)
        ledger["mandates"][id] = {{"mandate", mandate.json},
                                  {"customer", mandate.customer},
                                  {"outcome", mandate.outcome},
                                  {"is_revoked", mandate.is_revoked}};
    for (const auto& [key, kept] : kept_)
        ledger["kept_answers"][key] = {{"line", kept.line},
                                       {"body", kept.body},
                                       {"status", kept.reply.status},
                                       {"reply", kept.reply.body},
                                       {"at", kept.at.ms_since_1970}};
    return ledger;
}

void MollieBooks::take_over(const Json& ledger)
{
    last_id_ = ledger.at("last_id");
    customers_ = ledger.at("customers").get<std::map<std::string, Json>>();
    refunds_ = ledger.at("refunds").get<std::vector<Json>>();
    chargebacks_ = ledger.at("chargebacks").get<std::vector<Json>>();
    for (const auto& one : ledger.at("payments"))
        keep({one.at("payment"), one.at("outcome"), one.at("looks_left")});
    for (const auto& [id, one] : ledger.at("mandates").items())
        mandates_[id] = {one.at("mandate"), one.at("customer"), one.at("outcome"),
                         one.at("is_revoked")};
    for (const auto& [key, one] : ledger.at("kept_answers").items())
        kept_[key] = {one.at("line"),
                      one.at("body"),
                      {one.at("status"), one.at("reply")},
                      Timestamp{one.at("at")}};
}

} // namespace duesday::test
