#include "flow/payment_adoption.hpp"

#include "base/money_text.hpp"
#include "flow/due_days.hpp"
#include "flow/policies.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/lost_payment.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

namespace duesday::flow {

namespace {

constexpr int payer_page = 10'000;

/// No later expiry can have been charged by `today`: a month before is clamped (D2), so that the
/// last of February stands for the last days of March as well.
Date last_chargeable(Date today)
{
    const auto month_later = today.plus_months(rules::charge_months);
    return today == today.end_of_month() ? month_later.end_of_month() : month_later.plus_days(1);
}

using Lines = std::vector<ChargedLine>;

Money total_of(const Lines& lines)
{
    std::vector<rules::NetLine> nets;
    for (const auto& charged : lines)
        nets.push_back({charged.line.net, charged.line.vat_rate});
    return rules::totals_of(nets).total;
}

/// It paid the same for other renewals than the copy would charge: a wish that was lost may
/// have changed them. It waits for that wish, or for a person.
bool is_for_others(const partner::ProviderPayment& payment, const Lines& lines)
{
    return payment.answer.answer != partner::Answer::declined && !payment.pays_for.empty() &&
           payment.amount == total_of(lines) &&
           payment.pays_for != digest_of(rules::ChargeKind::renewal, lines);
}

/// Those of one expiry day where it was for them, or they make the amount (a legacy expiry is
/// charged on its own day, D23), else the whole group.
Lines lines_paid_by(const Lines& lines, const partner::ProviderPayment& payment)
{
    const auto amount = payment.amount;
    std::map<Date, Lines> by_expiry;
    for (const auto& charged : lines)
        by_expiry[charged.subscription.expires_on].push_back(charged);
    for (auto& [expires_on, part] : by_expiry)
        if (!payment.pays_for.empty() &&
            digest_of(rules::ChargeKind::renewal, part) == payment.pays_for)
            return std::move(part);
    if (total_of(lines) != amount)
        for (auto& [expires_on, part] : by_expiry)
            if (total_of(part) == amount)
                return std::move(part);
    return lines;
}

} // namespace

PaymentAdoption::PaymentAdoption(const runtime::Context& context, partner::CardGateway& gateway,
                                 const Catalogue& catalogue, const ChargeSettlement& settlement,
                                 const Answered& answered, UnexplainedByKey& missing)
    : context_{context}, gateway_{gateway}, catalogue_{catalogue}, settlement_{settlement},
      answered_{answered}, missing_{missing}, database_{context.book.database()}
{
}

// A renewal that is adopted moves an expiry, and may make the next year's group appear.
void PaymentAdoption::adopt_all()
{
    while (!missing_.empty() && adopt_what_is_due()) {
    }
}

bool PaymentAdoption::adopt_what_is_due()
{
    bool adopted = false;
    const auto horizon = last_chargeable(context_.today());
    std::int64_t last = 0;
    for (;;) {
        const auto payers = store::payers_with_expiry_until(database_, horizon, last, payer_page);
        if (payers.empty())
            return adopted;
        last = payers.back();
        for (const auto payer : payers)
            adopted = adopt_of(payer, horizon) || adopted;
    }
}

bool PaymentAdoption::adopt_of(std::int64_t payer_id, Date horizon)
{
    const auto payer = store::find_payer(database_, payer_id);
    if (!payer.card || payer.card->provider != gateway_.provider())
        return false;
    const auto vat = vat_for(payer, vat_policy(context_.config()));
    std::map<GroupKey, Lines> groups;
    for (auto& subscription : store::running_subscriptions_until(database_, payer_id, horizon)) {
        if (subscription.coming_charge)
            continue; // the copy knows of its charge
        const auto terms =
            catalogue_.next_terms(subscription.product, subscription.announced_terms);
        if (!rules::asks_provider(rules::ChargeKind::renewal, terms.price))
            continue; // no provider was ever asked for it
        const auto period = rules::renewal_period(subscription.expires_on, terms.term_years);
        groups[group_of(subscription, terms)].push_back(
            {{subscription.id, terms.product, subscription.run, period.first, period.last,
              terms.price, vat.rate},
             std::move(subscription)});
    }
    bool adopted = false;
    for (auto& [key, lines] : groups)
        adopted = adopt_group(payer, key, lines, vat) || adopted;
    return adopted;
}

/// Adopts the group's attempts in their order, each under its own number: one that was void or
/// rejected left a gap. Up to the first that was not declined: it moves the lines, and what is
/// left of the group is looked at anew.
bool PaymentAdoption::adopt_group(const store::Payer& payer, const GroupKey& key,
                                  const Lines& lines, const rules::VatDecision& vat)
{
    ChargeCase charge_case{{}, payer, *payer.card, {}};
    auto& charge = charge_case.charge;
    charge.payer = payer.id;
    charge.card = payer.card->id;
    charge.provider = payer.card->provider;
    charge.group_key = key.first;
    charge.amount = Money{0, key.second};
    charge.vat_treatment = rules::code_of(vat.treatment);
    for (const auto& known : store::attempts_of_group(database_, payer.id, key.first, key.second))
        if (!rules::is_final(known.state))
            return false; // a group has one open attempt at most
    const auto attempts = missing_attempts(charge);
    for (const auto attempt : attempts) {
        charge.attempt = attempt;
        const auto found = missing_.find(store::charge_key(context_.book.id(), charge));
        charge_case.lines = lines_paid_by(lines, found->second);
        if (is_for_others(found->second, charge_case.lines))
            return attempt != attempts.front();
        const auto payment = std::move(found->second);
        missing_.erase(found);
        adopt(charge_case, payment, attempt == attempts.back());
        if (payment.answer.answer != partner::Answer::declined)
            return true;
    }
    return !attempts.empty();
}

std::vector<int> PaymentAdoption::missing_attempts(const store::Charge& charge) const
{
    if (missing_.empty())
        return {};
    return store::attempts_known(context_.book.id(), charge, [&](const std::string& key) {
        const auto found = missing_.find(key);
        return found != missing_.end() && is_of(found->second, charge.payer);
    });
}

bool PaymentAdoption::is_of(const partner::ProviderPayment& payment, std::int64_t payer) const
{
    return rules::may_be_adopted(rules::owner_of_payment(
        !payment.customer.empty(),
        store::owners_of(database_, gateway_.provider(), payment.customer), payer));
}

/// Only the newest attempt has consequences: letters about the earlier ones were sent already.
/// A payment that does not fit its lines is frozen for a person; of a refusal only the word
/// counts.
void PaymentAdoption::adopt(ChargeCase charge_case, const partner::ProviderPayment& payment,
                            bool is_newest)
{
    auto answer = payment.answer;
    const bool is_declined = answer.answer == partner::Answer::declined;
    if (!is_declined && payment.amount != total_of(charge_case.lines))
        answer = {partner::Answer::unknown, std::string{rules::misfit::amount_differs},
                  answer.reference};
    // A refusal of lines that have ended meanwhile stands for those that are left.
    charge_case.charge.amount = is_declined ? total_of(charge_case.lines) : payment.amount;
    std::vector<store::ChargeLine> lines;
    for (const auto& charged : charge_case.lines)
        lines.push_back(charged.line);
    store::Write write{context_.book, context_.stamp()};
    charge_case.charge.state = rules::ChargeState::sent;
    store::adopt_charge(write, charge_case.charge, lines);
    store::forget_unexplained_payment(write, charge_case.charge.key);
    if (rules::is_misfit(answer.reason))
        store::keep_digest(write, charge_case.charge.id, payment.pays_for);
    write.audit("charge/" + charge_case.charge.key, "adopted", "",
                fmt::format("amount={}", money_text(payment.amount)));
    const auto settlement = is_newest || !is_declined
                                ? settlement_.record(write, charge_case, answer)
                                : settlement_.record_superseded(write, charge_case, answer);
    if (!rules::is_final(settlement.state))
        note_open(write, charge_case);
    write.commit();
    answered_(charge_case, settlement);
}

/// From now on renew looks at the lines each day, whatever slot the copy was waiting for.
void PaymentAdoption::note_open(store::Write& write, const ChargeCase& charge_case) const
{
    for (const auto& charged : charge_case.lines) {
        rules::RenewalFacts facts;
        facts.expires_on = charged.subscription.expires_on;
        facts.period_open = true;
        store::set_due(write, charged.subscription.id,
                       due_days(facts, renewal_policy(context_.config())));
    }
}

} // namespace duesday::flow
