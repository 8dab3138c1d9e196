#include "flow/poll_confirmations.hpp"

#include "base/fault.hpp"
#include "base/money_text.hpp"
#include "flow/card_charging.hpp"
#include "flow/card_confirmation.hpp"
#include "flow/card_entry.hpp"
#include "flow/card_reversals.hpp"
#include "flow/charge_answer_text.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/reconcile.hpp"
#include "flow/subject_faults.hpp"
#include "flow/unexplained_payments.hpp"
#include "rules/subscription/lost_payment.hpp"
#include "rules/subscription/renewal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>

namespace duesday::flow {

namespace {

constexpr std::string_view cards_word = "cards";
/// Whom CLI.md names; those without a client here owe no answers.
constexpr std::array<std::string_view, 7> partner_words{
    cards_word, "terminals", "enrolments", "participants", "documents", "bookings", "platforms"};

/// " for the purchase of S-1, S-2": what a person ordered; nothing of a renewal.
std::string ordered_text(const ChargeCase& charge_case)
{
    std::vector<std::string> numbers;
    for (const auto& charged : charge_case.lines)
        numbers.push_back(charged.subscription.number);
    switch (charge_case.charge.kind) {
    case rules::ChargeKind::renewal:
        return {};
    case rules::ChargeKind::purchase:
        return fmt::format(" for the purchase of {}", fmt::join(numbers, ", "));
    case rules::ChargeKind::reactivation:
        return fmt::format(" for the activation of {}", fmt::join(numbers, ", "));
    case rules::ChargeKind::card_test:
        return fmt::format(" for the test of {} {}", charge_case.card.brand,
                           charge_case.card.last4);
    }
    return {};
}

class CardPoll {
public:
    CardPoll(runtime::Context& context, partner::CardGateway& gateway)
        : context_{context}, gateway_{gateway},
          catalogue_{context.book.database()}, charging_{context, gateway, catalogue_}
    {
        for (const auto* counter :
             {"asked", "paid", "declined", "still_open", "invoices", "lapsed"})
            context_.report.count(counter, 0);
    }

    void reconcile()
    {
        reconcile_cards(context_, gateway_, catalogue_,
                        [this](const ChargeCase& charge_case, const Settlement& settlement) {
                            say("adopted", charge_case, settlement);
                            if (is_amount_other(settlement))
                                said_.insert(charge_case.charge.key);
                            else if (!rules::is_final(settlement.state))
                                return; // it is asked about, and counted, once more
                            count(settlement);
                        });
    }

    void run()
    {
        ask_all();
        if (asked_ > 0 && unreachable_ == asked_)
            context_.report.set_status(runtime::Exit::unavailable);
    }

private:
    void ask_all()
    {
        auto& database = context_.book.database();
        const auto ask_one = [&](const store::Charge& charge) {
            on_one_subject([&] { ask(load_case(database, charge)); },
                           [&](const Fault& fault) { say_broken(charge, fault); });
            return !context_.stop_requested();
        };
        for (const auto state : {rules::ChargeState::unknown, rules::ChargeState::pending})
            if (!store::each_open_charge(database, state, ask_one))
                return context_.report.set_status(runtime::Exit::try_later);
        watch_unexplained(context_, gateway_);
    }

    void ask(const ChargeCase& charge_case)
    {
        if (said_.contains(charge_case.charge.key))
            return;
        if (rules::is_misfit(charge_case.charge.reason)) {
            tell(charge_case, {charge_case.charge.state, charge_case.charge.reason, {}, {}, {}});
            return;
        }
        if (context_.dry_run) {
            context_.report.subject(
                {"charge", charge_case.payer.email, Outcome::done, "", "would be asked about"});
            return;
        }
        context_.report.count("asked");
        const auto found =
            look_up_charge(context_, gateway_, charge_case, partner::Asker::poll_confirmations);
        unreachable_ += found.heard.reason == partner::unreachable ? 1 : 0;
        ++asked_;
        if (found.told)
            tell(charge_case, charging_.record(charge_case, *found.told));
        else
            tell(charge_case, {charge_case.charge.state, found.heard.reason, {}, {}, {}});
    }

    void say_broken(const store::Charge& charge, const Fault& fault)
    {
        context_.report.subject({"charge", charge.key, Outcome::attention, broken_rows,
                                 fmt::format("{}; run admin check", fault.what())});
    }

    void say(std::string_view event, const ChargeCase& charge_case, const Settlement& settlement)
    {
        const auto& charge = charge_case.charge;
        const bool is_open = !rules::is_final(settlement.state);
        const bool differs = is_amount_other(settlement);
        const bool attention =
            is_open ? differs || is_overdue(charge_case) : answer_needs_person(settlement);
        const auto word = std::string{rules::code_of(settlement.state)};
        auto fields = charge_fields(charge_case, settlement, word);
        if (differs)
            fields.add("payment", charge.key);
        const bool is_done = !is_open && !attention;
        auto text = fmt::format("{} of {}{} is {}", money_text(charge.amount),
                                charge.business_date.iso(), ordered_text(charge_case), word);
        if (differs)
            text += fmt::format(", and {}: {}", rules::explain_misfit(settlement.reason),
                                how_to_settle(charge.key));
        if (!is_open && !settlement.reason.empty()) {
            text += ": " + settlement.reason;
            if (is_done)
                fields.add("reason", settlement.reason);
        }
        context_.report.subject({event, differs ? charge.key : charge_case.payer.email,
                                 attention ? Outcome::attention
                                 : is_open ? Outcome::skipped
                                           : Outcome::done,
                                 is_done                     ? std::string{}
                                 : settlement.reason.empty() ? word
                                                             : settlement.reason,
                                 text},
                                fields);
    }

    void tell(const ChargeCase& charge_case, const Settlement& settlement)
    {
        say("charge", charge_case, settlement);
        count(settlement);
    }

    /// A person settles it; nothing more is heard of it.
    static bool is_amount_other(const Settlement& settlement)
    {
        return !rules::is_final(settlement.state) && rules::is_misfit(settlement.reason);
    }

    void count(const Settlement& settlement)
    {
        auto& report = context_.report;
        report.count(settlement.state == rules::ChargeState::paid ? "paid"
                     : rules::is_final(settlement.state)          ? "declined"
                                                                  : "still_open");
        report.count("invoices", settlement.invoice.empty() ? 0 : 1);
        report_lapsed(context_, settlement);
        report.count("lapsed", static_cast<std::int64_t>(settlement.ended.size()));
    }

    /// From a week before the expiry on (D18).
    bool is_overdue(const ChargeCase& charge_case) const
    {
        return std::any_of(charge_case.lines.begin(), charge_case.lines.end(),
                           [&](const ChargedLine& charged) {
                               return rules::frozen_needs_attention(
                                   charged.line.starts_on.plus_days(-1), context_.today());
                           });
    }

    runtime::Context& context_;
    partner::CardGateway& gateway_;
    Catalogue catalogue_;
    CardCharging charging_;
    std::set<std::string, std::less<>> said_; ///< keys of what was told already
    std::int64_t asked_ = 0;
    std::int64_t unreachable_ = 0;
};

} // namespace

void poll_confirmations(runtime::Context& context, partner::CardGateway& cards,
                        const PollOptions& options)
{
    for (const auto& partner : options.partners)
        if (std::find(partner_words.begin(), partner_words.end(), partner) == partner_words.end())
            throw Fault{FaultKind::usage, fmt::format("there is no partner '{}'", partner),
                        fmt::format("the words are: {}", fmt::join(partner_words, ", "))};
    const auto asked = [&](std::string_view word) {
        return options.partners.empty() ||
               std::find(options.partners.begin(), options.partners.end(), word) !=
                   options.partners.end();
    };
    if (!asked(cards_word))
        return; // nobody else owes an answer
    CardPoll poll{context, cards};
    if (options.reconcile)
        poll.reconcile();
    poll.run();
    poll_unconfirmed_cards(context, cards);
    if (cards.entry() != nullptr) {
        const Catalogue catalogue{context.book.database()};
        CardEntries{context, cards, catalogue}.poll();
    }
    if (!context.stop_requested())
        watch_reversals(context, cards);
}

} // namespace duesday::flow
