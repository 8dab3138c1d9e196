#include "flow/reconcile.hpp"

#include "base/money_text.hpp"
#include "flow/card_entry.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/copied_outbox.hpp"
#include "flow/lost_since_copy.hpp"
#include "flow/payment_adoption.hpp"
#include "flow/subject_faults.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "store/backups.hpp"
#include "store/numbers.hpp"
#include "store/unexplained_payments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace duesday::flow {

namespace {

/// The provider's clock is not ours: asking about too much costs time only, since what the book
/// knows is left out.
constexpr std::int64_t clock_margin = 24 * 3600;

/// More than any basket holds: so many numbers are passed over for each payment without a story.
constexpr std::int64_t lost_numbers = 1000;

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
        const auto pages = list_missing(*from);
        if (context_.dry_run)
            return foretell(known);
        adopt_cards(pages); // first: what was charged to them is adopted with them
        settle_open();
        adoption_.adopt_all();
        lift_guard(*from, known);
        context_.report.subject(
            {"reconcile", "book", Outcome::done, "",
             fmt::format("{} was asked for all that it took for this book since {}",
                         gateway_.provider(), from->iso())},
            lost.added_to(runtime::Fields{}.add("reconcile_from", from->iso())));
    }

private:
    /// Adds to what is missing what the provider took and the book does not know; the entries of
    /// cards among it are given back.
    std::vector<partner::ProviderPayment> list_missing(Timestamp from)
    {
        std::vector<partner::ProviderPayment> pages;
        const auto refunded = refunded_so_far(database_);
        gateway_.each_payment_since(from.plus_seconds(-clock_margin),
                                    [&](const partner::ProviderPayment& payment) {
                                        if (payment.book != context_.book.id())
                                            return;
                                        if (payment.is_card_entry)
                                            pages.push_back(payment);
                                        else if (!refunded.contains(payment.key) &&
                                                 !store::find_charge_by_key(database_, payment.key))
                                            missing_.insert_or_assign(payment.key, payment);
                                    });
        return pages;
    }

    /// With what nobody can explain on record.
    void lift_guard(Timestamp from, const UnexplainedByKey& known)
    {
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
        write.audit("book", "reconciled", "reconcile_from=" + from.iso(), "");
        write.commit();
    }

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
        const auto later = adoption_.missing_attempts(charge);
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

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    const Catalogue& catalogue_;
    const Answered& answered_;
    ChargeSettlement settlement_;
    store::Database& database_;
    UnexplainedByKey missing_; ///< took place at the provider, and the book does not know of it
    PaymentAdoption adoption_{context_, gateway_, catalogue_, settlement_, answered_, missing_};
};

} // namespace

void reconcile_cards(runtime::Context& context, partner::CardGateway& gateway,
                     const Catalogue& catalogue, const Answered& answered)
{
    Reconciliation{context, gateway, catalogue, answered}.run();
}

} // namespace duesday::flow
