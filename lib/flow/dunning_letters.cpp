#include "flow/dunning_letters.hpp"

#include "flow/letter_facts.hpp"
#include "flow/renewal_facts.hpp"
#include "rules/invoice/totals.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace duesday::flow {

namespace {

/// The subscription still waits for the payment that was declined.
bool still_fails(const store::Subscription& subscription, const store::ChargeLine& declined,
                 std::int64_t payer, Date today)
{
    return subscription.standing == rules::Standing::running && subscription.renewal &&
           subscription.purchaser == payer && !subscription.coming_charge &&
           subscription.expires_on.plus_days(1) == declined.starts_on &&
           today <= subscription.expires_on;
}

/// The lines of the group that failed, but for those of the case: tried on another day.
std::vector<ChargedLine> others_that_fail(store::Database& database, const GroupHistory& history,
                                          const ChargeCase& charge_case, Date today)
{
    std::set<std::int64_t> known;
    for (const auto& charged : charge_case.lines)
        known.insert(charged.subscription.id);
    std::vector<ChargedLine> others;
    for (const auto& [id, declined] : history.last_attempt_of) {
        if (known.contains(id))
            continue;
        auto subscription = store::subscription_by_id(database, id);
        if (still_fails(subscription, declined.line, charge_case.payer.id, today))
            others.push_back({declined.line, std::move(subscription)});
    }
    return others;
}

/// What the payer owes for all of them.
Money total_of(const std::vector<ChargedLine>& lines)
{
    std::vector<rules::NetLine> nets;
    for (const auto& charged : lines)
        nets.push_back({charged.line.net, charged.line.vat_rate});
    return rules::totals_of(nets).total;
}

} // namespace

void send_payment_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                rules::FailureClass failure, std::string_view reason,
                                const Catalogue& catalogue, Date today)
{
    if (charge_case.lines.empty())
        return;
    const auto& charge = charge_case.charge;
    const auto& payer = charge_case.payer;
    const auto currency = charge.amount.currency();
    PayerRenewals renewals{write.database(), today, payer, nullptr};
    const auto& history = renewals.history_of({charge.group_key, currency});

    std::vector<rules::FailedLine> failed;
    for (const auto& [line, subscription] : charge_case.lines)
        failed.push_back(
            {failure, true, history.letter_about(subscription.id), subscription.expires_on});
    const auto others = others_that_fail(write.database(), history, charge_case, today);
    for (const auto& [line, subscription] : others)
        failed.push_back({history.class_of_failure(subscription.id), false,
                          history.letter_about(subscription.id), subscription.expires_on});
    const auto occasion = rules::decide_group_letter(failed, history.last_letter_on, today);
    if (occasion == rules::FailureLetter::none)
        return;

    auto lines = charge_case.lines;
    lines.insert(lines.end(), others.begin(), others.end());
    put_in_order(lines);
    // One letter for all of them: the earliest expiry is the day by which something has to be done.
    Date last_day = lines.front().subscription.expires_on;
    std::vector<LetterLine> letter_lines;
    std::vector<std::int64_t> subscriptions;
    for (const auto& [line, subscription] : lines) {
        last_day = std::min(last_day, subscription.expires_on);
        auto entry = letter_line(subscription, catalogue);
        entry.price = line.net;
        letter_lines.push_back(std::move(entry));
        subscriptions.push_back(subscription.id);
    }
    const int ordinal = store::add_dunning_letter(write, payer.id, charge.group_key, currency,
                                                  rules::code_of(failure), subscriptions);
    PaymentFailedFacts facts;
    facts.lines = letter_lines;
    facts.reason = reason;
    facts.failure_class = rules::code_of(failure);
    facts.amount = others.empty() ? charge.amount : total_of(lines);
    facts.attempt = charge.attempt;
    facts.last_warning = occasion == rules::FailureLetter::last_warning;
    facts.last_day_on = last_day;
    store::enqueue(write,
                   {"mail", "payment-failed", fmt::format("{}/{}", payer.customer, currency.code()),
                    charge.group_key, ordinal, payer.customer, payment_failed_facts(facts)});
}

} // namespace duesday::flow
