#include <fmt/format.h>

#include <utility>

#include "fault/scenario.hpp"

namespace duesday::fault {

namespace {

const std::string charge_day = "2026-11-30";
const std::string eve = "2026-11-29";
const std::string next_day = "2026-12-01";

/// A small firm: payers whose card pays, is declined, does not answer, answers late; notices,
/// charges and a lapse fall due on the charge day.
std::vector<Step> firm(const Words& kinds = {"customers", "cards", "installations", "roles",
                                             "products"})
{
    std::vector<Step> steps{{{"admin", "init"}}};
    for (const auto& kind : kinds)
        steps.push_back({{"import-data", kind, kind + ".csv", "--today", eve}});
    return steps;
}

std::vector<Step> firm_with_subscriptions()
{
    return firm({"customers", "cards", "installations", "roles", "products", "subscriptions"});
}

/// C-TOLD may act for C-OK, who let go of S-1 and S-2; S-7 waits for its notice, S-9 has ended.
std::vector<Step> firm_that_hands_over()
{
    auto steps = firm_with_subscriptions();
    for (const std::string house : {"H1", "H2"})
        steps.push_back({{"subscribe", "roles", "add", house, "C-TOLD", "owner", "--today", eve}});
    steps.push_back({{"subscribe", "deactivate", "S-1", "S-2", "--actor", "ok@example.org", "--yes",
                      "--today", eve}});
    steps.push_back({{"subscribe", "deactivate", "S-7", "--actor", "told@example.org", "--yes",
                      "--today", eve}});
    return steps;
}

/// The same firm at Mollie: each but C-TOLD has entered a card on the page there.
std::vector<Step> firm_at_mollie()
{
    auto steps = firm({"customers", "installations", "roles", "products", "subscriptions"});
    int number = 0; // Mollie's: a customer, the first payment, the stored card
    for (const auto& [customer, outcome] :
         {std::pair{"C-OK", "paid"}, std::pair{"C-DECLINED", "failed:insufficient_funds"},
          std::pair{"C-UNKNOWN", "pending:2"}, std::pair{"C-PENDING", "paid"},
          std::pair{"C-DOLLAR", "paid"}}) {
        steps.push_back({{"subscribe", "card", customer, "--today", eve}, {0, 1}});
        steps.push_back({{"mollie", "visit",
                          fmt::format(R"({{"payment":"tr_{}","status":"paid","outcome":"{}"}})",
                                      number + 2, outcome)}});
        number += 3;
    }
    steps.push_back({{"poll-confirmations", "cards", "--today", eve}});
    return steps;
}

std::vector<Step> and_then(std::vector<Step> steps, const Step& last)
{
    steps.push_back(last);
    return steps;
}

/// A kill, or a call that fails, between our intention and Mollie's answer, on either side of the
/// wire: in Mollie's own ledger each period is paid once.
std::vector<Scenario> mollie_scenarios()
{
    // One after the other: who answers first would have the first number of an invoice.
    const Step renew{{"renew", "--today", charge_day, "--concurrency", "1"}, {0, 1}};
    const Step buy{{"subscribe", "buy", "H1:TSF16100", "H2:TSF12125", "--actor", "ok@example.org",
                    "--yes", "--today", charge_day}};
    const Step card{{"subscribe", "card", "C-TOLD", "--today", charge_day}, {0, 1}};
    const Step poll{{"poll-confirmations", "cards", "--today", charge_day}, {0, 1}};
    const Step bank_takes_back{{"mollie", "charge_back", R"({"payment":"tr_16","amount":11616})"}};
    const Step customer_pays{{"mollie", "visit", R"({"payment":"tr_22","status":"paid"})"}};
    const auto scenario = [](std::string name, std::vector<Step> setup, Step command,
                             std::vector<Step> again, std::size_t quick_step) {
        Scenario one{std::move(name), std::move(setup), std::move(command), std::move(again),
                     "cards"};
        one.quick_step = quick_step;
        one.over_mollie = true;
        return one;
    };
    auto polled = firm_at_mollie();
    polled.insert(polled.end(), {renew, card, bank_takes_back, customer_pays});
    // A pending payment is paid at the second look, a killed one counts.
    auto polling = scenario("mollie-poll", polled, poll, {poll, poll}, 19);
    polling.again_goes_on = true;
    return {
        scenario("mollie-renew", firm_at_mollie(), renew, {renew}, 19),
        scenario("mollie-buy", firm_at_mollie(), buy, {{buy.words, {0, 65}}}, 19),
        scenario("mollie-card", firm_at_mollie(), card, {card}, 7),
        polling,
    };
}

std::vector<Scenario> all_but_mollie()
{
    const Step import{{"import-data", "subscriptions", "subscriptions.csv", "--today", eve}};
    const Step renew{{"renew", "--today", charge_day}, {0, 1}};
    const Step buy{{"subscribe", "buy", "H1:TSF16100", "H2:TSF12125", "--actor", "ok@example.org",
                    "--yes", "--today", charge_day}};
    // Two renewals charged, a renewal for 0.00 with its notice, and one that has ended bought
    // again.
    const Step activate{{"subscribe", "activate", "S-1", "S-2", "S-7", "S-9", "--actor",
                         "told@example.org", "--yes", "--today", charge_day}};
    const Step deactivate{{"subscribe", "deactivate", "S-1", "S-2", "--actor", "ok@example.org",
                           "--yes", "--today", charge_day}};
    const Step card{{"subscribe", "card", "C-DECLINED", "--last4", "5454", "--expires", "2031-06",
                     "--today", charge_day}};
    const Step credit{
        {"invoices", "credit", "2026-000001", "--reason", "twice", "--yes", "--today", charge_day}};
    const Step deliver{{"deliver", "--today", charge_day}};
    const Step poll{{"poll-confirmations", "cards", "--today", charge_day}, {0, 1}};
    const Step init{{"admin", "init"}};
    return {
        {"init", {}, init, {{init.words, {0, 65}}}, "", false, 12},
        {"import", firm(), import, {import}, ""},
        {"renew", firm_with_subscriptions(), renew, {renew}, "cards"},
        // Where the purchase had happened before the fault, a rule refuses to make it again.
        {"subscribe", firm(), buy, {{buy.words, {0, 65}}}, "cards"},
        {"activate", firm_that_hands_over(), activate, {activate}, "cards"},
        {"deactivate", firm_with_subscriptions(), deactivate, {deactivate}, "", false, 4},
        {"card", and_then(firm_with_subscriptions(), renew), card, {card}, "cards"},
        // Where the credit note stood before the fault, a rule refuses a second one.
        {"credit",
         and_then(firm_with_subscriptions(), renew),
         credit,
         {{credit.words, {0, 65}}},
         "",
         false,
         4},
        {"deliver", and_then(firm_with_subscriptions(), renew), deliver, {deliver}, "outbox"},
        {"smtp",
         and_then(firm_with_subscriptions(), renew),
         deliver,
         // What a fault put off is tried again no sooner than a minute later.
         {{{"deliver", "--today", next_day}}},
         "outbox",
         true,
         9,
         true},
        // A pending payment is paid at the second poll, a killed one counts.
        {"poll", and_then(firm_with_subscriptions(), renew), poll, {poll, poll}, "cards", true, 4},
    };
}

} // namespace

std::vector<Scenario> scenarios()
{
    auto all = all_but_mollie();
    for (auto& some : {meter_scenarios(), mollie_scenarios()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace duesday::fault
