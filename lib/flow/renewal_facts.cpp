#include "flow/renewal_facts.hpp"

#include "rules/customer/card.hpp"
#include "store/card_registration.hpp"
#include "store/reversals.hpp"

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

bool is_among(store::Database& database, const std::vector<std::int64_t>& charges,
              std::int64_t subscription)
{
    return std::any_of(charges.begin(), charges.end(), [&](std::int64_t charge) {
        const auto lines = store::lines_of_charge(database, charge);
        return std::any_of(lines.begin(), lines.end(), [&](const store::ChargeLine& line) {
            return line.subscription == subscription;
        });
    });
}

} // namespace

GroupKey group_of(const store::Subscription& subscription, const store::AnnouncedTerms& terms)
{
    return {rules::renewal_group(subscription.expires_on, terms.price), terms.price.currency()};
}

std::set<std::int64_t> subscriptions_reversed(store::Database& database, std::int64_t payer)
{
    std::set<std::int64_t> reversed;
    if (!store::has_reversals(database)) // the usual case
        return reversed;
    for (const auto& [charge, back] : store::reversed_charges(database, payer))
        if (rules::freezes_renewals(back))
            for (const auto& line : store::lines_of_charge(database, charge))
                reversed.insert(line.subscription);
    return reversed;
}

std::optional<rules::FailureLetterSent> GroupHistory::letter_about(std::int64_t subscription) const
{
    const auto letter = letter_of.find(subscription);
    return letter == letter_of.end() ? std::nullopt : std::optional{letter->second};
}

rules::FailureClass GroupHistory::class_of_failure(std::int64_t subscription) const
{
    return rules::classify(declined[last_attempt_of.at(subscription).attempt].reason);
}

bool has_usable_card(const store::Payer& payer, Date today)
{
    return payer.card && rules::card_valid_on(payer.card->expires, today);
}

PayerRenewals::PayerRenewals(store::Database& database, Date today, const store::Payer& payer,
                             LostPayments* lost)
    : database_{database}, today_{today}, payer_{payer}, lost_{lost}, reversed_{
                                                                          subscriptions_reversed(
                                                                              database, payer.id)}
{
}

const GroupHistory& PayerRenewals::history_of(const GroupKey& key)
{
    const auto known = histories_.find(key);
    if (known != histories_.end())
        return known->second;
    GroupHistory history;
    for (auto& charge : store::attempts_of_group(database_, payer_.id, key.first, key.second)) {
        history.attempts = charge.attempt;
        if (!rules::is_final(charge.state))
            history.open = charge;
        else if (charge.state == rules::ChargeState::declined)
            history.declined.push_back(std::move(charge));
        else if (charge.state == rules::ChargeState::rejected)
            history.rejected.push_back(charge.id);
    }
    for (std::size_t i = 0; i < history.declined.size(); ++i)
        for (const auto& line : store::lines_of_charge(database_, history.declined[i].id))
            history.last_attempt_of[line.subscription] = {i, line};
    for (const auto& line : store::dunned_lines(database_, payer_.id, key.first, key.second)) {
        history.letter_of[line.subscription] = {line.sent_on, class_of(line.failure_class)};
        history.last_letter_on = line.sent_on;
    }
    return histories_.emplace(key, std::move(history)).first->second;
}

rules::RenewalFacts PayerRenewals::facts_of(const store::Subscription& subscription,
                                            const store::AnnouncedTerms& terms)
{
    const auto& history = history_of(group_of(subscription, terms));
    rules::RenewalFacts facts;
    facts.standing = subscription.standing;
    facts.renewal = subscription.renewal;
    facts.expires_on = subscription.expires_on;
    facts.announced = subscription.announced;
    facts.period_open = subscription.coming_charge.has_value();
    facts.group_open = history.open.has_value();
    facts.is_free = !rules::asks_provider(rules::ChargeKind::renewal, terms.price);
    facts.reversed = reversed_.contains(subscription.id);
    if (const auto* lost = lost_payment(subscription, terms))
        facts.lost_payment = store::payer_of_key(lost->key) == payer_.id
                                 ? rules::LostPayment::of_payer
                                 : rules::LostPayment::of_another;
    if (lost_ != nullptr && today_ > subscription.expires_on)
        facts.lost_payment_refunded = lost_->held_to_the_end(subscription, terms);
    facts.card_works = has_usable_card(payer_, today_);
    if (payer_.card)
        facts.card_registered_on = payer_.card->registered_on;
    facts.letter = history.letter_about(subscription.id);
    add_attempt(facts, subscription, history);
    if (today_ > subscription.expires_on && !facts.last_attempt)
        facts.rejected = is_among(database_, history.rejected, subscription.id);
    if (subscription.renewal && (facts.last_attempt || today_ >= subscription.expires_on))
        facts.card_in_test_on =
            store::card_in_test_on(database_, payer_.id, subscription.expires_on);
    return facts;
}

void PayerRenewals::add_attempt(rules::RenewalFacts& facts, const store::Subscription& subscription,
                                const GroupHistory& history) const
{
    const auto tried = history.last_attempt_of.find(subscription.id);
    if (tried != history.last_attempt_of.end()) {
        const auto& attempt = history.declined[tried->second.attempt];
        facts.last_attempt = rules::AttemptFacts{attempt.business_date, attempt.attempt,
                                                 rules::classify(attempt.reason), attempt.reason};
        facts.new_card_since_last_attempt = payer_.card && payer_.card->id != attempt.card;
    } else if (facts.letter && today_ > subscription.expires_on) {
        // Told that there is no card that works: the last day is as good for one as after a
        // refusal (D20), and the end is no outage (D24).
        facts.last_attempt = rules::AttemptFacts{facts.letter->day, 0, facts.letter->failure_class,
                                                 std::string{no_card}};
        facts.new_card_since_last_attempt = payer_.card.has_value();
    }
}

const store::UnexplainedPayment*
PayerRenewals::lost_payment(const store::Subscription& subscription,
                            const store::AnnouncedTerms& terms) const
{
    if (lost_ == nullptr)
        return nullptr;
    const auto* of_another = lost_->of_another(subscription, terms, payer_.id);
    return of_another != nullptr ? of_another : lost_->that_may_have_paid(subscription, terms);
}

} // namespace duesday::flow
