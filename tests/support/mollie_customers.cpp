#include "support/mollie_books.hpp"
#include "support/mollie_words.hpp"

#include <fmt/format.h>

namespace duesday::test {

using namespace mollie;

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

MollieStandIn::Known MollieBooks::add_customer(const std::string& outcome, const MollieCard& card)
{
    const auto made = Json::parse(make_customer(Json::object()).body);
    const auto customer = text(made, "id");
    return {customer, add_mandate(customer, card, outcome)};
}

MollieStandIn::Known MollieBooks::add_card(const std::string& customer, const std::string& outcome)
{
    return {customer, add_mandate(customer, {}, outcome)};
}

void MollieBooks::delete_customer(const std::string& customer)
{
    customers_.erase(customer);
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

void MollieBooks::set_outcome(const std::string& mandate, const std::string& outcome)
{
    mandates_.at(mandate).outcome = outcome;
}

void MollieBooks::set_mandate(const std::string& mandate, const std::string& status)
{
    mandates_.at(mandate).is_revoked = status == "gone";
    mandates_.at(mandate).json["status"] = status == "gone" ? "invalid" : status;
}

} // namespace duesday::test
