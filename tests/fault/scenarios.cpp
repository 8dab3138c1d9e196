#include "fault/scenario.hpp"

namespace duesday::fault {

namespace {

const std::string charge_day = "2026-11-30";
const std::string eve = "2026-11-29";

/// A small firm: payers whose card pays, is declined, does not answer, answers late; notices,
/// charges and a lapse fall due on the charge day.
std::vector<Step> firm()
{
    std::vector<Step> steps{{{"admin", "init"}}};
    for (const std::string kind : {"customers", "cards", "installations", "roles", "products"})
        steps.push_back({{"import-data", kind, kind + ".csv", "--today", eve}});
    return steps;
}

std::vector<Step> firm_with_subscriptions()
{
    auto steps = firm();
    steps.push_back({{"import-data", "subscriptions", "subscriptions.csv", "--today", eve}});
    return steps;
}

std::vector<Step> and_then(std::vector<Step> steps, const Step& last)
{
    steps.push_back(last);
    return steps;
}

} // namespace

std::vector<Scenario> scenarios()
{
    const Step import{{"import-data", "subscriptions", "subscriptions.csv", "--today", eve}};
    const Step renew{{"renew", "--today", charge_day}, {0, 1}};
    const Step buy{{"subscribe", "buy", "H1:TSF16100", "H2:TSF12125", "--actor", "ok@example.org",
                    "--yes", "--today", charge_day}};
    const Step deliver{{"deliver", "--today", charge_day}};
    const Step poll{{"poll-confirmations", "cards", "--today", charge_day}, {0, 1}};
    const Step init{{"admin", "init"}};
    return {
        {"init", {}, init, {{init.words, {0, 65}}}, "", false, 12},
        {"import", firm(), import, {import}, ""},
        {"renew", firm_with_subscriptions(), renew, {renew}, "cards"},
        // Where the purchase had happened before the fault, a rule refuses to make it again.
        {"subscribe", firm(), buy, {{buy.words, {0, 65}}}, "cards"},
        {"deliver", and_then(firm_with_subscriptions(), renew), deliver, {deliver}, "outbox"},
        {"smtp",
         and_then(firm_with_subscriptions(), renew),
         deliver,
         {deliver},
         "outbox",
         false,
         3,
         true},
        // A pending payment is paid at the second poll, a killed one counts.
        {"poll", and_then(firm_with_subscriptions(), renew), poll, {poll, poll}, "cards", true, 4},
    };
}

} // namespace duesday::fault
