#include "flow/reconcile.hpp"

#include "base/money_text.hpp"
#include "flow/card_entry.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/copied_outbox.hpp"
#include "flow/due_days.hpp"
#include "flow/lost_since_copy.hpp"
#include "flow/policies.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/subject_faults.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/invoice/totals.hpp"
#include "rules/subscription/dates.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/backups.hpp"
#include "store/numbers.hpp"
#include "store/unexplained_payments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace duesday::flow {

namespace {

constexpr int payer_page = 10'000;

/// The provider's clock is not ours: asking about too much costs time only, since what the book
/// knows is left out.
constexpr std::int64_t clock_margin = 24 * 3600;

/// More than any basket holds: so many numbers are passed over for each payment without a story.
constexpr std::int64_t lost_numbers = 1000;

/// No later expiry can have been charged by `today`: a month before is clamped (D2), so that the
/// last of February stands for the last days of March as well.
Date last_chargeable(Date today)
{
    const auto month_later = today.plus_months(rules::charge_months);
    return today == today.end_of_month() ? month_later.end_of_month() : month_later.plus_days(1);
}

class Reconciliation {
public:
    Reconciliation(runtime::Context& context, partner::CardGateway& gateway,
                   const Catalogue& catalogue, const Answered& answered)
        : context_{context}, gateway_{gateway}, catalogue_{catalogue}, answered_{answered},
          settlement_{context, catalogue}, database_{context.book.database()}
    {
    }

    void run()
    {
        const auto from = context_.book.state().reconcile_from;
        if (!from) {
            context_.report.say("nothing to reconcile: this book was not restored or copied");
            return;
        }
        const auto lost = lost_since_copy(context_.book, {}, context_.today());
        lost.say(context_.report);
        if (const auto whole_from = list_is_whole_from(); context_.clock.real() < whole_from) {
            wait_until(whole_from, lost);
            return;
        }
        if (!context_.dry_run)
            hold_what_may_have_left(context_);
        const auto known = unexplained_so_far(database_);
        missing_ = known;
        const auto refunded = refunded_so_far(database_);
        std::vector<partner::ProviderPayment> pages;
        gateway_.each_payment_since(from->plus_seconds(-clock_margin),
                                    [&](const partner::ProviderPayment& payment) {
                                        if (payment.book != context_.book.id())
                                            return;
                                        if (payment.is_card_entry)
                                            pages.push_back(payment);
                                        else if (!refunded.contains(payment.key) &&
                                                 !store::find_charge_by_key(database_, payment.key))
                                            missing_.insert_or_assign(payment.key, payment);
                                    });
        if (context_.dry_run)
            return foretell(known);
        adopt_cards(pages); // first: what was charged to them is adopted with them
        settle_open();
        // A renewal that is adopted moves an expiry, and may make the next year's group appear.
        while (!missing_.empty() && adopt_what_is_due()) {
        }
        const auto payers = payers_of_missing();
        store::Write write{context_.book, context_.stamp()};
        for (const auto& [key, payment] : missing_)
            remember_unexplained(write, gateway_.provider(), payment, payers.at(payment.customer));
        // A purchase that was lost with the copy took numbers that this book would give again, and
        // with them the key of a charge that the provider has answered already.
        const auto found =
            std::count_if(missing_.begin(), missing_.end(),
                          [&](const auto& payment) { return !known.contains(payment.first); });
        store::skip_subscription_numbers(write, lost_numbers * found);
        store::set_reconcile_from(write, std::nullopt);
        write.audit("book", "reconciled", "reconcile_from=" + from->iso(), "");
        write.commit();
        context_.report.subject(
            {"reconcile", "book", Outcome::done, "",
             fmt::format("{} was asked for all that it took for this book "
                         "since {}",
                         gateway_.provider(), from->iso())},
            lost.added_to(runtime::Fields{}.add("reconcile_from", from->iso())));
    }

private:
    using Lines = std::vector<ChargedLine>;

    /// By whom the provider knows them as: of those whom the book does not know, who they are.
    std::map<std::string, partner::ProviderCustomer> payers_of_missing()
    {
        std::map<std::string, partner::ProviderCustomer> payers;
        for (const auto& [key, payment] : missing_) {
            const auto [payer, is_new] = payers.try_emplace(payment.customer);
            if (is_new && !payment.customer.empty() &&
                store::owners_of(database_, gateway_.provider(), payment.customer).empty())
                payer->second = gateway_.who_is(payment.customer);
        }
        return payers;
    }

    /// What the book does not know would be adopted, or be kept for a person; in which of the two
    /// ways shows once the answers to what is open are on record.
    void foretell(const UnexplainedByKey& known) const
    {
        for (const auto& [key, payment] : missing_)
            if (!known.contains(key))
                context_.report.subject(
                    {"payment", key, Outcome::done, "",
                     fmt::format("{} of {}, which this book does not know, would be adopted where "
                                 "it fits a renewal of its payer, and else wait for a person",
                                 money_text(payment.amount), payment.made_at.iso())},
                    runtime::Fields{}
                        .add("amount", payment.amount)
                        .add("made_at", payment.made_at.iso())
                        .add("result", "planned"));
    }

    /// Lists lag: only so long after the restore does one hold all that was sent before.
    Timestamp list_is_whole_from() const
    {
        const int lag = gateway_.not_seen_rule().first_after_seconds;
        const auto restored = store::restored_at(context_.book);
        return lag > 0 && restored ? restored->plus_seconds(lag) : Timestamp{};
    }

    void wait_until(Timestamp whole_from, const LostSinceCopy& lost) const
    {
        context_.report.set_status(runtime::Exit::try_later);
        context_.report.subject(
            {"reconcile", "book", Outcome::attention, "list_not_whole",
             fmt::format("{} does not list yet what the lost book may have charged last: run "
                         "poll-confirmations --reconcile again from {} on; until then nothing is "
                         "charged",
                         gateway_.provider(), whole_from.iso())},
            lost.added_to(runtime::Fields{}.add("not_before", whole_from.iso())));
    }

    /// What customers entered since the copy was made, oldest first.
    void adopt_cards(const std::vector<partner::ProviderPayment>& pages)
    {
        if (gateway_.entry() == nullptr)
            return;
        CardEntries entries{context_, gateway_, catalogue_};
        for (const auto& page : pages)
            on_one_subject([&] { entries.adopt(page); },
                           [&](const Fault& fault) { say_broken("card", page.key, fault); });
    }

    /// What the copy holds as open may be final at the provider, with later attempts behind it.
    void settle_open()
    {
        using State = rules::ChargeState;
        for (const auto state : {State::sent, State::planned, State::unknown, State::pending})
            store::each_open_charge(database_, state, [&](const store::Charge& charge) {
                on_one_subject(
                    [&] { settle(load_case(database_, charge)); },
                    [&](const Fault& fault) { say_broken("charge", charge.key, fault); });
                return true;
            });
    }

    void settle(const ChargeCase& charge_case)
    {
        const auto& charge = charge_case.charge;
        if (rules::is_misfit(charge.reason))
            return;
        const auto later = missing_attempts(charge);
        const bool is_newest = later.empty() || later.back() < charge.attempt;
        const auto asker = partner::Asker::poll_confirmations;
        const auto found = is_newest ? look_up_charge(context_, gateway_, charge_case, asker)
                                     : look_up_superseded(gateway_, charge_case, asker);
        if (!found.told) {
            leave_open(charge);
            return;
        }
        const auto& answer = *found.told;
        // Never left: the next renew or subscribe deals with it. With a later attempt to adopt it
        // is void: that one was made when nothing more was to be expected of this.
        if (answer.answer == partner::Answer::not_found && is_newest)
            return;
        store::Write write{context_.book, context_.stamp()};
        const auto settlement = answer.answer == partner::Answer::declined && !is_newest
                                    ? settlement_.record_superseded(write, charge_case, answer)
                                    : settlement_.record(write, charge_case, answer);
        write.commit();
        if (settlement.state != charge.state)
            answered_(charge_case, settlement);
    }

    /// Nothing is concluded from silence; but what the copy only intended may have been sent since,
    /// and is not sent again.
    void leave_open(const store::Charge& charge) const
    {
        if (charge.state != rules::ChargeState::planned)
            return;
        store::Write write{context_.book, context_.stamp()};
        store::mark_charge_maybe_sent(write, charge.id, *context_.book.state().reconcile_from);
        write.audit("charge/" + charge.key, "unknown", "", "restored=1");
        write.commit();
    }

    void say_broken(std::string_view event, const std::string& key, const Fault& fault)
    {
        context_.report.subject({event, key, Outcome::attention, broken_rows,
                                 fmt::format("{}; run admin check", fault.what())});
    }

    bool adopt_what_is_due()
    {
        bool adopted = false;
        const auto horizon = last_chargeable(context_.today());
        std::int64_t last = 0;
        for (;;) {
            const auto payers =
                store::payers_with_expiry_until(database_, horizon, last, payer_page);
            if (payers.empty())
                return adopted;
            last = payers.back();
            for (const auto payer : payers)
                adopted = adopt_of(payer, horizon) || adopted;
        }
    }

    bool adopt_of(std::int64_t payer_id, Date horizon)
    {
        const auto payer = store::find_payer(database_, payer_id);
        if (!payer.card || payer.card->provider != gateway_.provider())
            return false;
        const auto vat = vat_for(payer, vat_policy(context_.config()));
        std::map<GroupKey, Lines> groups;
        for (auto& subscription :
             store::running_subscriptions_until(database_, payer_id, horizon)) {
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
    bool adopt_group(const store::Payer& payer, const GroupKey& key, const Lines& lines,
                     const rules::VatDecision& vat)
    {
        ChargeCase charge_case{{}, payer, *payer.card, {}};
        auto& charge = charge_case.charge;
        charge.payer = payer.id;
        charge.card = payer.card->id;
        charge.provider = payer.card->provider;
        charge.group_key = key.first;
        charge.amount = Money{0, key.second};
        charge.vat_treatment = rules::code_of(vat.treatment);
        for (const auto& known :
             store::attempts_of_group(database_, payer.id, key.first, key.second))
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

    /// What the provider knows of the charge's group and the book does not, and took of its payer,
    /// in the order in which it was asked for.
    std::vector<int> missing_attempts(const store::Charge& charge) const
    {
        if (missing_.empty())
            return {};
        return store::attempts_known(context_.book.id(), charge, [&](const std::string& key) {
            const auto found = missing_.find(key);
            return found != missing_.end() && is_of(found->second, charge.payer);
        });
    }

    bool is_of(const partner::ProviderPayment& payment, std::int64_t payer) const
    {
        return rules::may_be_adopted(rules::owner_of_payment(
            !payment.customer.empty(),
            store::owners_of(database_, gateway_.provider(), payment.customer), payer));
    }

    /// It paid the same for other renewals than the copy would charge: a wish that was lost may
    /// have changed them. It waits for that wish, or for a person.
    static bool is_for_others(const partner::ProviderPayment& payment, const Lines& lines)
    {
        return payment.answer.answer != partner::Answer::declined && !payment.pays_for.empty() &&
               payment.amount == total_of(lines) &&
               payment.pays_for != digest_of(rules::ChargeKind::renewal, lines);
    }

    /// Those of one expiry day where it was for them, or they make the amount (a legacy expiry is
    /// charged on its own day, D23), else the whole group.
    static Lines lines_paid_by(const Lines& lines, const partner::ProviderPayment& payment)
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

    /// Only the newest attempt has consequences: letters about the earlier ones were sent already.
    /// A payment that does not fit its lines is frozen for a person; of a refusal only the word
    /// counts.
    void adopt(ChargeCase charge_case, const partner::ProviderPayment& payment, bool is_newest)
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
    void note_open(store::Write& write, const ChargeCase& charge_case) const
    {
        for (const auto& charged : charge_case.lines) {
            rules::RenewalFacts facts;
            facts.expires_on = charged.subscription.expires_on;
            facts.period_open = true;
            store::set_due(write, charged.subscription.id,
                           due_days(facts, renewal_policy(context_.config())));
        }
    }

    static Money total_of(const Lines& lines)
    {
        std::vector<rules::NetLine> nets;
        for (const auto& charged : lines)
            nets.push_back({charged.line.net, charged.line.vat_rate});
        return rules::totals_of(nets).total;
    }

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    const Catalogue& catalogue_;
    const Answered& answered_;
    ChargeSettlement settlement_;
    store::Database& database_;
    UnexplainedByKey missing_;
};

} // namespace

void reconcile_cards(runtime::Context& context, partner::CardGateway& gateway,
                     const Catalogue& catalogue, const Answered& answered)
{
    Reconciliation{context, gateway, catalogue, answered}.run();
}

} // namespace duesday::flow
