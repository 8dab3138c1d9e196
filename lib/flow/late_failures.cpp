#include "flow/late_failures.hpp"

#include "flow/letter_facts.hpp"
#include "rules/subscription/dunning.hpp"
#include "store/outbox_repeats.hpp"

#include <vector>

namespace duesday::flow {

namespace {

bool is_due(const ChargeCase& charge_case, const Settlement& settlement)
{
    return rules::tells_failure_by_letter(charge_case.is_heard, rules::classify(settlement.reason));
}

/// The partner's word of a refusal; ours where no card or bank was ever asked.
std::string reason_of(const Settlement& settlement)
{
    return settlement.state == rules::ChargeState::declined ? settlement.reason : "not_made";
}

void send(store::Write& write, const ChargeCase& charge_case, const std::string& subject,
          const std::string& facts)
{
    store::enqueue_next(write,
                        {"mail", "payment-failed", subject, charge_case.charge.business_date.iso(),
                         1, charge_case.payer.customer, facts});
}

} // namespace

void send_order_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                              std::span<const ChargedLine> lines, const Settlement& settlement,
                              const Catalogue& catalogue)
{
    if (lines.empty() || !is_due(charge_case, settlement))
        return;
    std::vector<LetterLine> letter_lines;
    for (const auto& [line, subscription] : lines) {
        auto entry = letter_line(subscription, catalogue);
        entry.price = line.net;
        letter_lines.push_back(std::move(entry));
    }
    const bool is_activation = charge_case.charge.kind != rules::ChargeKind::purchase;
    send(write, charge_case, letter_lines.front().subscription,
         order_failed_facts(
             {letter_lines, is_activation, reason_of(settlement), charge_case.charge.amount}));
}

void send_card_test_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                  const Settlement& settlement)
{
    if (!is_due(charge_case, settlement))
        return;
    const auto& card = charge_case.card;
    send(write, charge_case, "card/" + charge_case.payer.customer,
         card_test_failed_facts({card.brand, card.last4, card.expires, charge_case.charge.amount},
                                reason_of(settlement)));
}

} // namespace duesday::flow
