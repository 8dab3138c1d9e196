#include "flow/dunning_letters.hpp"

#include "flow/lapse.hpp"
#include "flow/letter_facts.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace duesday::flow {

namespace {

rules::FailureClass class_of(std::string_view code)
{
    for (const auto failure :
         {rules::FailureClass::soft, rules::FailureClass::new_card, rules::FailureClass::person})
        if (code == rules::code_of(failure))
            return failure;
    return rules::FailureClass::soft;
}

} // namespace

std::optional<rules::FailureLetterSent> last_letter_sent(store::Database& database,
                                                         std::int64_t payer, std::string_view month,
                                                         Currency currency)
{
    const auto last = store::last_dunning_letter(database, payer, month, currency);
    if (!last)
        return std::nullopt;
    return rules::FailureLetterSent{last->sent_on, class_of(last->failure_class)};
}

void send_payment_failed_if_due(store::Write& write, const ChargeCase& charge_case,
                                rules::FailureClass failure, std::string_view reason,
                                const Catalogue& catalogue, Date today)
{
    const auto& charge = charge_case.charge;
    const auto& payer = charge_case.payer;
    const auto& lines = charge_case.lines;
    if (lines.empty())
        return;
    // The whole group is one letter; its earliest expiry decides when the last warning is due.
    Date last_day = lines.front().subscription.expires_on;
    std::vector<LetterLine> letter_lines;
    for (const auto& [line, subscription] : lines) {
        last_day = std::min(last_day, subscription.expires_on);
        auto entry = letter_line(subscription, catalogue);
        entry.price = line.net;
        letter_lines.push_back(std::move(entry));
    }
    const auto currency = charge.amount.currency();
    const auto sent = last_letter_sent(write.database(), payer.id, charge.group_key, currency);
    const auto occasion = rules::decide_failure_letter(failure, sent, last_day, today);
    if (occasion == rules::FailureLetter::none)
        return;
    const int ordinal = store::add_dunning_letter(write, payer.id, charge.group_key, currency,
                                                  rules::code_of(failure));
    PaymentFailedFacts facts;
    facts.lines = letter_lines;
    facts.reason = reason;
    facts.failure_class = rules::code_of(failure);
    facts.amount = charge.amount;
    facts.attempt = charge.attempt;
    facts.last_warning = occasion == rules::FailureLetter::last_warning;
    facts.last_day_on = last_day;
    store::enqueue(write,
                   {"mail", "payment-failed", fmt::format("{}/{}", payer.customer, currency.code()),
                    charge.group_key, ordinal, payer.customer, payment_failed_facts(facts)});
}

} // namespace duesday::flow
