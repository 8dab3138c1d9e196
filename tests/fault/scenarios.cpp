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
