#include "flow/charge_settlement.hpp"

#include "flow/card_test.hpp"
#include "flow/due_days.hpp"
#include "flow/dunning_letters.hpp"
#include "flow/invoice_parties.hpp"
#include "flow/late_failures.hpp"
#include "flow/letter_facts.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/takeover.hpp"
#include "rules/invoice/paid_with.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/cloud_word.hpp"
#include "rules/subscription/product.hpp"
#include "store/invoice_issue.hpp"
#include "store/outbox.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace duesday::flow {

namespace {

using rules::ChargeKind;
using rules::ChargeState;

ChargeState state_after(partner::Answer answer)
{
    switch (answer) {
    case partner::Answer::done:
        return ChargeState::paid;
    case partner::Answer::declined:
        return ChargeState::declined;
    case partner::Answer::rejected:
        return ChargeState::rejected;
    case partner::Answer::not_sent:
        return ChargeState::planned;
    case partner::Answer::pending:
        return ChargeState::pending;
    case partner::Answer::unknown:
        return ChargeState::unknown;
    case partner::Answer::not_found:
        return ChargeState::void_;
    }
    return ChargeState::unknown;
}

std::string charge_subject(const ChargeCase& charge_case)
{
    return "charge/" + charge_case.charge.key;
}

/// Each change of state has its row in the audit, in the same Write (DESIGN 2).
void settle(store::Write& write, const ChargeCase& charge_case, ChargeState state,
            const partner::ChargeAnswer& answer)
{
    store::settle_charge(write, charge_case.charge.id, state, answer.reason, answer.reference);
    write.audit(charge_subject(charge_case), rules::code_of(state), "",
                answer.reason.empty() ? "" : "reason=" + answer.reason);
}

/// Why a payer gets another renewal invoice for a month that has one already (SUB-103): this charge
/// or the one before it is of an expiry inside the month (D23), or a line came later.
std::string second_invoice_reason(store::Database& database, const ChargeCase& charge_case)
{
    const auto& charge = charge_case.charge;
    const bool legacy = store::month_has_legacy_expiry(database, charge.payer, charge.group_key,
                                                       charge.amount.currency());
    return legacy ? "legacy_expiry" : "later_line";
}

} // namespace

void put_in_order(std::vector<ChargedLine>& lines)
{
    std::sort(lines.begin(), lines.end(), [](const ChargedLine& a, const ChargedLine& b) {
        return a.line.subscription < b.line.subscription;
    });
}

ChargeCase load_case(store::Database& database, const store::Charge& charge)
{
    ChargeCase loaded{charge,
                      store::find_payer(database, charge.payer),
                      charge.card ? store::find_card(database, *charge.card) : store::PayerCard{},
                      {},
                      false};
    for (auto& line : store::lines_of_charge(database, charge.id)) {
        auto subscription = store::subscription_by_id(database, line.subscription);
        loaded.lines.push_back({std::move(line), std::move(subscription)});
    }
    return loaded;
}

std::string digest_of(rules::ChargeKind kind, const std::vector<ChargedLine>& lines)
{
    std::vector<std::string> paid;
    paid.reserve(lines.size());
    for (const auto& [line, subscription] : lines)
        paid.push_back(kind == rules::ChargeKind::renewal
                           ? fmt::format("{} {}", subscription.number, line.starts_on.iso())
                           : subscription.number);
    return store::digest_of_lines(std::move(paid));
}

partner::ChargeRequest request_for(const ChargeCase& charge_case)
{
    const auto& charge = charge_case.charge;
    return {charge.key,
            charge_case.card.provider_customer,
            charge_case.card.mandate,
            charge.amount,
            charge.attempt,
            fmt::format("{} {}", rules::code_of(charge.kind), charge.group_key),
            charge.sent_at,
            charge.provider_reference,
            digest_of(charge.kind, charge_case.lines)};
}

ChargeSettlement::ChargeSettlement(const runtime::Context& context, const Catalogue& catalogue)
    : context_{context}, config_{context.config()}, catalogue_{catalogue},
      renewal_policy_{renewal_policy(context.config())}, today_{context.today()}
{
}

std::string told_reason(const std::string& reason, const std::string& field)
{
    return field.empty() ? reason : fmt::format("{}, {}", reason, field);
}

Settlement ChargeSettlement::record(store::Write& write, const ChargeCase& charge_case,
                                    const partner::ChargeAnswer& answer) const
{
    const auto& charge = charge_case.charge;
    Settlement settlement{state_after(answer.answer), answer.reason, {}, {}, {}, answer.field};
    if (settlement.state == ChargeState::planned) {
        store::mark_charge_not_sent(write, charge.id);
        return settlement;
    }
    if (settlement.state == charge.state && !rules::is_final(settlement.state))
        return settlement; // asked again, and still open: nothing happened
    settle(write, charge_case, settlement.state, answer);
    if (settlement.state == ChargeState::paid)
        record_paid(write, charge_case, settlement);
    else if (rules::is_final(settlement.state))
        record_failed(write, charge_case, settlement);
    return settlement;
}

Settlement ChargeSettlement::record_superseded(store::Write& write, const ChargeCase& charge_case,
                                               const partner::ChargeAnswer& refusal) const
{
    settle(write, charge_case, ChargeState::declined, refusal);
    return {ChargeState::declined, refusal.reason, {}, {}, {}};
}

void ChargeSettlement::record_paid(store::Write& write, const ChargeCase& charge_case,
                                   Settlement& settlement) const
{
    if (charge_case.charge.kind == ChargeKind::card_test) {
        // Recorded as a charge, without an invoice line (SUB-049).
        settle_card_test(write, charge_case, settlement.state);
        return;
    }
    if (!rules::asks_provider(charge_case.charge.kind, charge_case.charge.amount)) {
        record_free(write, charge_case);
        return;
    }
    settlement.invoice = issue_for(write, charge_case);
    extend(write, charge_case, "invoice=" + settlement.invoice);
    complete_takeovers(write, charge_case, catalogue_, renewal_policy_);
    // What is active now is read from the invoice's lines when the message leaves: they never
    // change, and a month of hundreds of lines is written once.
    store::enqueue(write, {"cloud", rules::code_of(rules::CloudWord::activate), settlement.invoice,
                           today_.year_month(), 1, "cloud", facts_of_invoice});
}

void ChargeSettlement::record_free(store::Write& write, const ChargeCase& charge_case) const
{
    const auto& charge = charge_case.charge;
    store::book_zero_payment(write, charge.payer, charge.amount.currency());
    extend(write, charge_case, "paid=0.00");
    complete_takeovers(write, charge_case, catalogue_, renewal_policy_);
    std::vector<Entitlement> entitlements;
    for (const auto& [line, subscription] : charge_case.lines)
        entitlements.push_back(
            {subscription.number, subscription.installation_key, subscription.service, line.ends_on,
             rules::carries_authenticated_mail(catalogue_.by_id(line.product).reference,
                                               subscription.service)});
    store::enqueue(write, {"cloud", rules::code_of(rules::CloudWord::activate), charge.key,
                           today_.year_month(), 1, "cloud", activate_facts(entitlements)});
}

namespace {

void renew(store::Write& write, const store::Subscription& subscription,
           const store::ChargeLine& paid, const store::DueDays& due)
{
    store::extend_subscription(write, subscription.id, paid.ends_on, due);
    if (paid.product != subscription.product) // an import changes none while its charge is open
        store::run_as(write, subscription.id, paid.product);
}

} // namespace

void ChargeSettlement::extend(store::Write& write, const ChargeCase& charge_case,
                              const std::string& proof) const
{
    const bool is_purchase = charge_case.charge.kind == ChargeKind::purchase;
    for (const auto& [line, subscription] : charge_case.lines) {
        const store::DueDays due = due_days_after_payment(line.ends_on, renewal_policy_);
        if (is_purchase)
            store::start_subscription(write, subscription.id, due);
        else if (charge_case.charge.kind == ChargeKind::reactivation)
            store::reopen_subscription(write, line, due);
        else
            renew(write, subscription, line, due);
        write.audit("subscription/" + subscription.number, is_purchase ? "started" : "renewed",
                    is_purchase ? "" : "expires_on=" + subscription.expires_on.iso(),
                    "expires_on=" + line.ends_on.iso() + "\n" + proof);
    }
}

std::string ChargeSettlement::issue_for(store::Write& write, const ChargeCase& charge_case) const
{
    const auto& charge = charge_case.charge;
    const auto& payer = charge_case.payer;
    const auto& card = charge_case.card;
    const auto& lines = charge_case.lines;
    store::InvoiceDraft draft;
    draft.customer = payer.id;
    draft.seller = party_of(config_.seller);
    draft.buyer = party_of(payer);
    draft.language = payer.language.empty() ? config_.language : payer.language;
    draft.vat_treatment = charge.vat_treatment;
    draft.paid_with = rules::paid_with({card.brand, card.last4});
    std::vector<rules::NetLine> nets;
    draft.lines.reserve(lines.size());
    nets.reserve(lines.size());
    for (const auto& [line, subscription] : lines) {
        const auto& product = catalogue_.by_id(line.product);
        draft.lines.push_back({subscription.number, subscription.installation_name,
                               product.name + " (" + product.reference + ")", line.starts_on,
                               line.ends_on, line.net, line.vat_rate});
        nets.push_back({line.net, line.vat_rate});
    }
    draft.totals = rules::totals_of(nets);
    if (charge.kind == ChargeKind::renewal) {
        draft.month = charge.group_key;
        // Whoever has an invoice of the month already has paid an attempt before this one.
        if (charge.attempt > 1 &&
            store::count_renewal_invoices(write.database(), payer.id, draft.month,
                                          charge.amount.currency()) > 0)
            draft.reason = second_invoice_reason(write.database(), charge_case);
    }
    const auto issued = store::issue_invoice(write, std::move(draft));
    store::book_payment(write, charge.id, payer.id, charge.amount, issued.id);
    write.audit("invoice/" + issued.number, "issued", "",
                fmt::format("total={} {}\ncharge={}", charge.amount.currency().code(),
                            charge.amount.text(), charge.key));
    store::enqueue(write, {"mail", "invoice", issued.number, issued.issued_on.year_month(), 1,
                           payer.customer, facts_of_invoice});
    return issued.number;
}

void ChargeSettlement::record_failed(store::Write& write, const ChargeCase& charge_case,
                                     Settlement& settlement) const
{
    switch (charge_case.charge.kind) {
    case ChargeKind::purchase:
        for (const auto& [line, subscription] : charge_case.lines) {
            store::void_subscription(write, subscription.id);
            write.audit("subscription/" + subscription.number, "void", "standing=ordered",
                        "standing=void");
        }
        send_order_failed_if_due(write, charge_case, charge_case.lines, settlement, catalogue_);
        return;
    case ChargeKind::renewal:
    case ChargeKind::reactivation: {
        const auto takeover =
            fail_takeovers(write, charge_case, settlement.state, catalogue_, renewal_policy_);
        if (!takeover.is_takeover && settlement.state == ChargeState::declined)
            dun(write, charge_case, settlement);
        else if (!takeover.kept.empty())
            dun(write,
                {charge_case.charge, charge_case.payer, charge_case.card, takeover.kept,
                 charge_case.is_heard},
                settlement);
        send_order_failed_if_due(write, charge_case, takeover.failed, settlement, catalogue_);
        return;
    }
    case ChargeKind::card_test:
        settle_card_test(write, charge_case, settlement.state);
        send_card_test_failed_if_due(write, charge_case, settlement);
        return;
    }
}

void ChargeSettlement::dun(store::Write& write, const ChargeCase& charge_case,
                           Settlement& settlement) const
{
    const auto failure = rules::classify(settlement.reason);
    // As they stand now: while the answer was out, the renewal may have been switched off (M2).
    auto wanted = charge_case;
    for (auto& charged : wanted.lines)
        charged.subscription =
            store::subscription_by_id(write.database(), charged.line.subscription);
    const auto lines = wanted.lines;
    std::erase_if(wanted.lines,
                  [](const ChargedLine& charged) { return !charged.subscription.renewal; });
    send_payment_failed_if_due(write, wanted, failure, settlement.reason, catalogue_, today_);
    // Before the last day has passed nothing ends, and nothing is charged here.
    std::optional<LostPayments> lost;
    if (std::any_of(lines.begin(), lines.end(), [&](const ChargedLine& charged) {
            return today_ > charged.subscription.expires_on;
        }))
        lost.emplace(context_);
    PayerRenewals renewals{write.database(), today_, charge_case.payer, lost ? &*lost : nullptr};
    for (const auto& [line, subscription] : lines) {
        const auto facts =
            renewals.facts_of(subscription, catalogue_.next_terms(subscription.product,
                                                                  subscription.announced_terms));
        const auto decision = rules::decide_renewal(facts, today_, renewal_policy_);
        if (decision.step == rules::RenewalStep::lapse)
            settlement.ended.push_back({subscription, decision.lapse});
        else
            store::set_due(write, subscription.id, due_days(facts, renewal_policy_));
    }
    end_subscriptions(write, charge_case.payer, settlement.ended, catalogue_);
}

} // namespace duesday::flow
