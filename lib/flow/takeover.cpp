#include "flow/takeover.hpp"

#include "flow/due_days.hpp"
#include "flow/lapse.hpp"
#include "flow/letter_facts.hpp"
#include "flow/renewal_notice.hpp"
#include "store/outbox_repeats.hpp"
#include "store/renewal_switches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace duesday::flow {

namespace {

LetterLine line_of(const PayerChange& change, const Catalogue& catalogue,
                   rules::MonthRule month_rule)
{
    auto line = letter_line(change.subscription, catalogue);
    const auto& product = catalogue.by_id(change.terms.product);
    line.reference = product.reference;
    line.product = product.name;
    line.expires_on = change.expires_on;
    line.charge_on = rules::charge_due(change.expires_on, month_rule);
    line.term_years = change.terms.term_years;
    line.price = change.terms.price;
    return line;
}

void send(store::Write& write, const store::Payer& reader, const PayerChangedFacts& facts)
{
    const auto& first = facts.lines.front();
    store::enqueue_next(write, {"mail", "payer-changed", first.subscription, first.expires_on.iso(),
                                1, reader.customer, payer_changed_facts(facts)});
}

/// Charges of renew are never for a renewal that is off: the common case costs no query.
std::vector<store::Takeover> takeovers_of(store::Database& database, const ChargeCase& charge_case)
{
    const bool may_be =
        charge_case.charge.kind == rules::ChargeKind::reactivation ||
        std::any_of(charge_case.lines.begin(), charge_case.lines.end(),
                    [&](const ChargedLine& charged) {
                        return !charged.subscription.renewal ||
                               charged.subscription.purchaser != charge_case.charge.payer;
                    });
    return may_be ? store::takeovers_of(database, charge_case.charge.id)
                  : std::vector<store::Takeover>{};
}

const store::Takeover* find(const std::vector<store::Takeover>& takeovers,
                            std::int64_t subscription)
{
    const auto found =
        std::find_if(takeovers.begin(), takeovers.end(), [&](const store::Takeover& takeover) {
            return takeover.subscription == subscription;
        });
    return found == takeovers.end() ? nullptr : &*found;
}

void audit_change(store::Write& write, const ChargedLine& charged, const ChargeCase& charge_case,
                  bool renewal)
{
    const auto& before = charged.subscription;
    write.audit("subscription/" + before.number, "activated",
                fmt::format("renewal={}\npurchaser={}", before.renewal ? "on" : "off",
                            store::find_payer(write.database(), before.purchaser).customer),
                fmt::format("renewal={}\npurchaser={}\ncharge={}", renewal ? "on" : "off",
                            charge_case.payer.customer, charge_case.charge.key));
}

/// What was to be switched on for 0.00 once the charge is known: nobody stopped it since, and it
/// runs as it did.
std::vector<FreeSwitch> waiting_with(store::Database& database, const ChargeCase& charge_case,
                                     const std::vector<store::Takeover>& takeovers,
                                     const Catalogue& catalogue)
{
    std::vector<FreeSwitch> waiting;
    for (const auto& takeover : takeovers) {
        const bool is_charged = std::any_of(
            charge_case.lines.begin(), charge_case.lines.end(), [&](const ChargedLine& charged) {
                return charged.line.subscription == takeover.subscription;
            });
        if (is_charged || !takeover.renewal)
            continue;
        auto subscription = store::subscription_by_id(database, takeover.subscription);
        if (subscription.standing != rules::Standing::running || subscription.renewal ||
            subscription.expires_on != takeover.expires_on)
            continue;
        const auto told = store::announcement_to(database, subscription, charge_case.payer.id);
        const auto terms =
            catalogue.next_terms(subscription.product, told ? told->terms : std::nullopt);
        waiting.push_back({std::move(subscription), terms, charge_case.charge.id});
    }
    return waiting;
}

/// Declined, the renewals of an installation still change hands: together, and as long as one of
/// them has a day to go on which it can be paid (M3, SUB-129).
bool is_kept_when_declined(const ChargeCase& charge_case, std::int64_t installation)
{
    const auto& charge = charge_case.charge;
    return charge.kind == rules::ChargeKind::renewal &&
           std::any_of(charge_case.lines.begin(), charge_case.lines.end(),
                       [&](const ChargedLine& charged) {
                           return charged.subscription.installation == installation &&
                                  charge.business_date < charged.subscription.expires_on;
                       });
}

} // namespace

void switch_on(store::Write& write, const store::Payer& payer, std::span<const FreeSwitch> switches,
               const Catalogue& catalogue, const rules::RenewalPolicy& policy)
{
    const auto today = write.stamp().business_date;
    std::vector<PayerChange> changes;
    std::vector<PlannedNotice> notices;
    bool short_notice = false;
    for (const auto& [subscription, terms, charge] : switches) {
        const bool told =
            store::announcement_to(write.database(), subscription, payer.id).has_value();
        const bool notice_due =
            !told && today >= rules::notice_due(subscription.expires_on, policy.month_rule);
        rules::RenewalFacts facts;
        facts.expires_on = subscription.expires_on;
        facts.announced = told || notice_due;
        store::hand_over(write, subscription.id, payer.id, true, due_days(facts, policy));
        const auto payment = store::book_zero_payment(write, payer.id, terms.price.currency());
        if (charge)
            store::pay_switch(write, subscription.id, *charge, payment);
        else
            store::record_switch(write, {subscription.id, true, payer.id, subscription.expires_on,
                                         payment, std::nullopt});
        write.audit(
            "subscription/" + subscription.number, "activated",
            fmt::format("renewal=off\npurchaser={}",
                        store::find_payer(write.database(), subscription.purchaser).customer),
            fmt::format("renewal=on\npurchaser={}\npaid=0.00", payer.customer));
        changes.push_back({subscription, terms, subscription.expires_on});
        if (!notice_due)
            continue;
        const auto charge_on = rules::charge_due(subscription.expires_on, policy.month_rule);
        short_notice = short_notice || today.plus_months(1) > charge_on;
        notices.push_back({subscription, terms});
        notices.back().subscription.purchaser = payer.id;
    }
    send_payer_changed(write, payer, changes, catalogue, policy.month_rule);
    send_renewal_notice(write, payer, notices, short_notice, catalogue, policy.month_rule);
}

void send_payer_changed(store::Write& write, const store::Payer& payer,
                        std::span<const PayerChange> changes, const Catalogue& catalogue,
                        rules::MonthRule month_rule)
{
    struct Part {
        std::int64_t former;
        bool renewal, is_unpaid;
        auto operator<=>(const Part&) const = default;
    };
    std::map<Part, std::vector<LetterLine>> parts;
    for (const auto& change : changes)
        if (change.subscription.purchaser != payer.id)
            parts[{change.subscription.purchaser, change.renewal, change.is_unpaid}].push_back(
                line_of(change, catalogue, month_rule));
    for (const auto& [part, lines] : parts) {
        const auto former = store::find_payer(write.database(), part.former);
        send(write, former, {lines, false, payer.name, !part.renewal, part.is_unpaid});
        send(write, payer, {lines, true, former.name, !part.renewal, part.is_unpaid});
    }
}

void complete_takeovers(store::Write& write, const ChargeCase& charge_case,
                        const Catalogue& catalogue, const rules::RenewalPolicy& policy)
{
    const auto takeovers = takeovers_of(write.database(), charge_case);
    std::vector<PayerChange> changes;
    for (const auto& charged : charge_case.lines) {
        const auto* takeover = find(takeovers, charged.subscription.id);
        if (takeover == nullptr)
            continue;
        store::hand_over(write, charged.subscription.id, charge_case.payer.id, takeover->renewal,
                         due_days_after_payment(charged.line.ends_on, policy));
        audit_change(write, charged, charge_case, takeover->renewal);
        changes.push_back({charged.subscription, catalogue.next_terms(charged.line.product),
                           charged.line.ends_on, takeover->renewal});
    }
    send_payer_changed(write, charge_case.payer, changes, catalogue, policy.month_rule);
    switch_on(write, charge_case.payer,
              waiting_with(write.database(), charge_case, takeovers, catalogue), catalogue, policy);
}

TakeoverOutcome fail_takeovers(store::Write& write, const ChargeCase& charge_case,
                               rules::ChargeState state, const Catalogue& catalogue,
                               const rules::RenewalPolicy& policy)
{
    const auto takeovers = takeovers_of(write.database(), charge_case);
    TakeoverOutcome outcome;
    outcome.is_takeover = !takeovers.empty();
    std::vector<PayerChange> changes;
    for (const auto& charged : charge_case.lines) {
        const auto& subscription = charged.subscription;
        const auto* takeover = find(takeovers, subscription.id);
        if (takeover == nullptr)
            continue;
        if (charge_case.charge.kind == rules::ChargeKind::reactivation) {
            store::leave_place(write, subscription.id);
            outcome.failed.push_back(charged);
            continue;
        }
        rules::RenewalFacts facts;
        facts.expires_on = subscription.expires_on;
        const auto due = due_days(facts, policy);
        if (state != rules::ChargeState::declined ||
            !is_kept_when_declined(charge_case, subscription.installation)) {
            store::set_due(write, subscription.id, due);
            outcome.failed.push_back(charged);
            continue;
        }
        store::hand_over(write, subscription.id, charge_case.payer.id, takeover->renewal, due);
        audit_change(write, charged, charge_case, takeover->renewal);
        outcome.kept.push_back(charged);
        changes.push_back({subscription,
                           {charged.line.product, charged.line.net,
                            catalogue.by_id(charged.line.product).term_years},
                           subscription.expires_on,
                           takeover->renewal,
                           true});
    }
    send_payer_changed(write, charge_case.payer, changes, catalogue, policy.month_rule);
    auto waiting = waiting_with(write.database(), charge_case, takeovers, catalogue);
    std::erase_if(waiting, [&](const FreeSwitch& free) {
        return state != rules::ChargeState::declined ||
               !is_kept_when_declined(charge_case, free.subscription.installation);
    });
    switch_on(write, charge_case.payer, waiting, catalogue, policy);
    return outcome;
}

std::optional<bool> takeover_still_wanted(store::Database& database, const ChargeCase& charge_case,
                                          Date today)
{
    const auto takeovers = takeovers_of(database, charge_case);
    if (takeovers.empty())
        return std::nullopt;
    const bool is_repurchase = charge_case.charge.kind == rules::ChargeKind::reactivation;
    return std::all_of(charge_case.lines.begin(), charge_case.lines.end(),
                       [&](const ChargedLine& charged) {
                           const auto& subscription = charged.subscription;
                           const auto* takeover = find(takeovers, subscription.id);
                           return takeover != nullptr && takeover->renewal &&
                                  subscription.expires_on == takeover->expires_on &&
                                  (is_repurchase || today <= subscription.expires_on);
                       });
}

} // namespace duesday::flow
