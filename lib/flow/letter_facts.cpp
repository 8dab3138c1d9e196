#include "flow/letter_facts.hpp"

#include <nlohmann/json.hpp>

namespace duesday::flow {

namespace {

using Json = nlohmann::ordered_json;

Json money_of(const Money& money)
{
    return Json{{"amount", money.text()}, {"currency", std::string{money.currency().code()}}};
}

Json line_of(const LetterLine& line)
{
    return Json{{"subscription", line.subscription},
                {"installation", line.installation},
                {"installation_name", line.installation_name},
                {"service", line.service},
                {"reference", line.reference},
                {"product", line.product}};
}

Json priced_lines_of(std::span<const LetterLine> lines)
{
    auto list = Json::array();
    for (const auto& line : lines) {
        auto entry = line_of(line);
        entry["expires_on"] = line.expires_on.iso();
        entry["charge_on"] = line.charge_on.iso();
        entry["term_years"] = line.term_years;
        entry["price"] = money_of(line.price);
        list.push_back(std::move(entry));
    }
    return list;
}

Json card_of(const TestedCardFacts& facts)
{
    return Json{{"brand", facts.brand},
                {"last4", facts.last4},
                {"card_expires", facts.expires},
                {"test_amount", money_of(facts.test_amount)}};
}

std::string dumped(const Json& facts)
{
    return facts.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string notice_facts(const NoticeFacts& facts)
{
    Json json{{"lines", priced_lines_of(facts.lines)}};
    if (facts.total)
        json["total"] = money_of(*facts.total);
    if (facts.card_expires)
        json["card_expires"] = *facts.card_expires;
    json["short_notice"] = facts.short_notice;
    return dumped(json);
}

std::string payment_failed_facts(const PaymentFailedFacts& facts)
{
    return dumped(Json{{"reason", facts.reason},
                       {"class", facts.failure_class},
                       {"amount", money_of(facts.amount)},
                       {"attempt", facts.attempt},
                       {"last_warning", facts.last_warning},
                       {"last_day_on", facts.last_day_on.iso()},
                       {"lines", priced_lines_of(facts.lines)}});
}

std::string order_failed_facts(const OrderFailedFacts& facts)
{
    auto list = Json::array();
    for (const auto& line : facts.lines) {
        auto entry = line_of(line);
        entry["price"] = money_of(line.price);
        list.push_back(std::move(entry));
    }
    return dumped(Json{{"about", facts.is_activation ? "activation" : "purchase"},
                       {"reason", facts.reason},
                       {"amount", money_of(facts.amount)},
                       {"lines", std::move(list)}});
}

std::string service_ended_facts(std::span<const LetterLine> lines)
{
    auto list = Json::array();
    for (const auto& line : lines) {
        auto entry = line_of(line);
        entry["ended_on"] = line.expires_on.iso();
        entry["reason"] = line.reason;
        list.push_back(std::move(entry));
    }
    return dumped(Json{{"lines", std::move(list)}});
}

std::string renewal_stopped_facts(std::span<const LetterLine> lines, std::string_view actor,
                                  bool by_reader)
{
    auto list = Json::array();
    for (const auto& line : lines) {
        auto entry = line_of(line);
        entry["expires_on"] = line.expires_on.iso();
        list.push_back(std::move(entry));
    }
    Json json{{"actor", std::string{actor}}, {"lines", std::move(list)}};
    if (by_reader)
        json["by_reader"] = true;
    return dumped(json);
}

std::string payer_changed_facts(const PayerChangedFacts& facts)
{
    auto lines = priced_lines_of(facts.lines);
    if (facts.renewal_off || facts.is_unpaid)
        for (auto& line : lines)
            line.erase("charge_on"); // there is no day to look forward to
    Json json{{"new_payer", facts.is_new_payer}, {"other", facts.other}};
    json["lines"] = std::move(lines);
    if (facts.renewal_off)
        json["renewal_off"] = true;
    else if (facts.is_unpaid)
        json["unpaid"] = true;
    return dumped(json);
}

std::string payment_reversed_facts(const PaymentReversedFacts& facts)
{
    Json json{{"refund", facts.is_refund},
              {"invoice", facts.invoice},
              {"amount", money_of(facts.amount)}};
    if (facts.is_partial)
        json["partial"] = true;
    if (facts.is_credited)
        json["credited"] = true;
    if (facts.is_won)
        json["won"] = true;
    return dumped(json);
}

std::string card_registered_facts(const TestedCardFacts& facts)
{
    return dumped(card_of(facts));
}

std::string card_test_failed_facts(const TestedCardFacts& facts, std::string_view reason)
{
    auto json = card_of(facts);
    json["about"] = "card_test";
    json["reason"] = reason;
    return dumped(json);
}

std::string card_refused_facts(const TestedCardFacts& facts, std::string_view reason)
{
    auto json = card_of(facts);
    json["reason"] = reason;
    return dumped(json);
}

std::string activate_facts(std::span<const Entitlement> entitlements)
{
    auto list = Json::array();
    for (const auto& right : entitlements)
        list.push_back(Json{{"subscription", right.subscription},
                            {"installation", right.installation},
                            {"service", right.service},
                            {"expires_on", right.last_day.iso()},
                            {"authenticated_mail", right.authenticated_mail}});
    return dumped(Json{{"activations", std::move(list)}});
}

std::string stop_facts(std::span<const Entitlement> ended)
{
    auto list = Json::array();
    for (const auto& right : ended)
        list.push_back(Json{{"subscription", right.subscription},
                            {"installation", right.installation},
                            {"service", right.service},
                            {"ended_on", right.last_day.iso()}});
    return dumped(Json{{"stops", std::move(list)}});
}

} // namespace duesday::flow
