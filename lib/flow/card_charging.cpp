#include "flow/card_charging.hpp"

#include "base/fault.hpp"
#include "flow/card_confirmation.hpp"
#include "flow/charge_look_up.hpp"
#include "flow/subject_faults.hpp"
#include "flow/takeover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace duesday::flow {

namespace {

/// Answers wait at most this long, or for this many others, before they are made durable.
constexpr std::int64_t commit_ms = 200;
constexpr std::size_t commit_answers = 1000;
constexpr int page = 500;

/// The lines still are what would be charged today: nobody switched the renewal off or took the
/// subscription over since the intention was recorded (M4).
bool still_stands(store::Database& database, const ChargeCase& charge_case, Date today)
{
    if (const auto wanted = takeover_still_wanted(database, charge_case, today))
        return *wanted;
    if (charge_case.charge.kind != rules::ChargeKind::renewal)
        return true;
    return std::all_of(
        charge_case.lines.begin(), charge_case.lines.end(), [&](const ChargedLine& charged) {
            const auto& subscription = charged.subscription;
            return subscription.renewal && subscription.standing == rules::Standing::running &&
                   subscription.purchaser == charge_case.charge.payer &&
                   subscription.expires_on.plus_days(1) == charged.line.starts_on;
        });
}

/// The reason of a charge that waits for an answer about its card.
constexpr std::string_view card_not_confirmed = "card_not_confirmed";

/// The cards of the cases that nobody was asked about yet, each once.
std::vector<store::UnconfirmedCard> unconfirmed_cards_of(const std::vector<ChargeCase>& cases,
                                                         const std::vector<std::size_t>& wanted)
{
    std::map<std::int64_t, store::UnconfirmedCard> by_id;
    for (const auto i : wanted) {
        const auto& card = cases[i].card;
        if (!card.is_confirmed)
            by_id.try_emplace(card.id, store::UnconfirmedCard{card.id, cases[i].payer.customer,
                                                              card.provider_customer, card.mandate,
                                                              card.brand, card.last4});
    }
    std::vector<store::UnconfirmedCard> cards;
    for (auto& [id, card] : by_id)
        cards.push_back(std::move(card));
    return cards;
}

bool asks_provider(const ChargeCase& charge_case)
{
    return rules::asks_provider(charge_case.charge.kind, charge_case.charge.amount);
}

/// Of what nobody is asked for.
partner::ChargeAnswer nothing_to_pay()
{
    return {partner::Answer::done, {}, {}};
}

/// An answer that the book cannot take: the charge stays as it stands there, so that the next run
/// asks for the same answer again, and a person is told.
Settlement unrecorded(const Fault& fault)
{
    return {rules::ChargeState::unknown, broken_rows, {}, {}, fault.what()};
}

} // namespace

void require_reconciled(runtime::Context& context)
{
    const auto from = context.book.state().reconcile_from;
    if (from)
        throw Fault{FaultKind::bad_setup,
                    fmt::format("this book was restored or copied: what was charged since {} is "
                                "not known to it",
                                from->iso()),
                    "run poll-confirmations --reconcile, then this again", "reconcile_first"};
}

void require_own_provider(runtime::Context& context, const partner::CardGateway& gateway,
                          const store::Payer& payer)
{
    const auto& provider = payer.card.value().provider;
    const bool played = gateway.provider() == "sandbox";
    if (provider != gateway.provider() || (played && context.book.mode() == store::Mode::live))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("the card of {} belongs to the provider {}, which is not set up "
                                "here",
                                payer.email, provider),
                    "configure it under [cards]; admin config says what is missing",
                    "card_provider"};
}

CardCharging::CardCharging(const runtime::Context& context, partner::CardGateway& gateway,
                           const Catalogue& catalogue)
    : context_{context}, gateway_{gateway}, settlement_{context, catalogue}
{
}

bool CardCharging::inside_window(const store::Charge& charge) const
{
    if (!charge.sent_at)
        return false;
    const auto age_ms = context_.clock.real().ms_since_1970 - charge.sent_at->ms_since_1970;
    // A clock that went back says nothing about the partner's window: it counts as over.
    return age_ms >= 0 && age_ms < std::int64_t{gateway_.repeat_seconds()} * 1000;
}

void CardCharging::settle_dead_runs(const Answered& answered, const Heard& heard)
{
    auto& database = context_.book.database();
    for (const auto state : {rules::ChargeState::sent, rules::ChargeState::planned}) {
        std::int64_t last = 0;
        for (;;) {
            const auto charges = store::open_charges(database, state, last, page);
            if (charges.empty())
                break;
            for (const auto& charge : charges) {
                if (context_.stop_requested())
                    return;
                last = charge.id;
                on_one_subject(
                    [&] {
                        auto charge_case = load_case(database, charge);
                        charge_case.is_heard = heard && heard(charge_case);
                        settle_one(std::move(charge_case), answered);
                    },
                    [&](const Fault& fault) {
                        answered({charge, {}, {}, {}, false}, unrecorded(fault));
                    });
            }
        }
    }
}

void CardCharging::settle_one(ChargeCase charge_case, const Answered& answered)
{
    const auto& charge = charge_case.charge;
    if (!asks_provider(charge_case)) { // nothing left, whatever the dead run noted
        const auto answer = still_stands(context_.book.database(), charge_case, context_.today())
                                ? nothing_to_pay()
                                : partner::ChargeAnswer{partner::Answer::not_found, "changed", {}};
        answered(charge_case, record(charge_case, answer));
        return;
    }
    if (charge.state == rules::ChargeState::sent && !inside_window(charge)) {
        const auto answer =
            look_up_charge(context_, gateway_, charge_case, partner::Asker::charging_program).heard;
        answered(charge_case, record(charge_case, answer));
        return;
    }
    if (charge.state == rules::ChargeState::planned) {
        if (!still_stands(context_.book.database(), charge_case, context_.today())) {
            answered(charge_case, record(charge_case, {partner::Answer::not_found, "changed", {}}));
            return;
        }
        store::Write write{context_.book, context_.stamp()};
        store::mark_charge_sent(write, charge.id);
        write.commit();
    }
    is_repeating_ = charge.state == rules::ChargeState::sent;
    try {
        send({std::move(charge_case)}, answered);
    } catch (...) {
        is_repeating_ = false;
        throw;
    }
    is_repeating_ = false;
}

Settlement CardCharging::record(const ChargeCase& charge_case, const partner::ChargeAnswer& answer)
{
    try {
        store::Write write{context_.book, context_.stamp()};
        const auto settled = settlement_.record(write, charge_case, answer);
        write.commit();
        return settled;
    } catch (const Fault& fault) {
        if (!concerns_one_subject(fault))
            throw;
        return unrecorded(fault);
    }
}

std::vector<Settlement> CardCharging::record_all(const std::vector<ChargeCase>& cases,
                                                 const std::vector<CaseAnswer>& answers)
{
    std::vector<Settlement> settled;
    settled.reserve(answers.size());
    try {
        store::Write write{context_.book, context_.stamp()};
        for (const auto& [index, answer] : answers)
            settled.push_back(settlement_.record(write, cases[index], answer));
        write.commit();
    } catch (const Fault& fault) {
        if (!concerns_one_subject(fault))
            throw;
        settled.clear();
        for (const auto& [index, answer] : answers)
            settled.push_back(record(cases[index], answer));
    }
    return settled;
}

#if DUESDAY_PLANTED_BUG == 1
void CardCharging::call_only(const std::vector<ChargeCase>& cases)
{
    std::vector<partner::ChargeRequest> requests;
    for (const auto& charge_case : cases)
        requests.push_back(request_for(charge_case));
    gateway_.charge(requests, [](std::size_t, const partner::ChargeAnswer&) {});
}
#endif

void CardCharging::record_and_tell(const std::vector<ChargeCase>& cases,
                                   const std::vector<CaseAnswer>& answers, const Answered& answered)
{
    if (answers.empty())
        return;
    const auto settled = record_all(cases, answers);
    for (std::size_t i = 0; i < answers.size(); ++i)
        answered(cases[answers[i].first], settled[i]);
}

std::vector<std::size_t> CardCharging::sendable(const std::vector<ChargeCase>& cases,
                                                const Answered& answered)
{
    std::vector<std::size_t> wanted;
    std::vector<CaseAnswer> free_of_charge;
    wanted.reserve(cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& charge = cases[i].charge;
        if (charge.state == rules::ChargeState::unknown)
            answered(cases[i], {charge.state, charge.reason, {}, {}, {}});
        else if (asks_provider(cases[i]))
            wanted.push_back(i);
        else
            free_of_charge.push_back({i, nothing_to_pay()});
    }
    record_and_tell(cases, free_of_charge, answered);
    // What may have left is not the card's first charge: its key tells what became of it.
    return is_repeating_ ? wanted : with_confirmed_cards(cases, std::move(wanted), answered);
}

std::vector<std::size_t> CardCharging::with_confirmed_cards(const std::vector<ChargeCase>& cases,
                                                            std::vector<std::size_t> wanted,
                                                            const Answered& answered)
{
    const auto cards = unconfirmed_cards_of(cases, wanted);
    if (cards.empty())
        return wanted;
    CardStandings standings;
    std::exception_ptr broken;
    try {
        ask_about_cards(context_, gateway_, cards, standings);
    } catch (...) {
        broken = std::current_exception();
    }
    std::vector<CaseAnswer> kept;
    std::vector<std::size_t> confirmed;
    for (const auto i : wanted) {
        const auto& card = cases[i].card;
        const auto told = standings.find(card.id);
        const auto standing = card.is_confirmed         ? partner::CardStanding::good
                              : told != standings.end() ? told->second
                                                        : partner::CardStanding::not_told;
        if (standing == partner::CardStanding::lost)
            kept.push_back(
                {i, {partner::Answer::declined, std::string{partner::invalid_mandate}, {}}});
        else if (broken || standing == partner::CardStanding::not_told)
            kept.push_back({i, {partner::Answer::not_sent, std::string{card_not_confirmed}, {}}});
        else
            confirmed.push_back(i);
    }
    record_and_tell(cases, kept, answered);
    if (broken)
        std::rethrow_exception(broken);
    return confirmed;
}

void CardCharging::send(const std::vector<ChargeCase>& cases, const Answered& answered)
{
    const auto case_of = sendable(cases, answered); // a request's case
    if (case_of.empty())
        return;
    std::vector<partner::ChargeRequest> requests;
    requests.reserve(case_of.size());
    for (const auto i : case_of) {
        requests.push_back(request_for(cases[i]));
        requests.back().is_repeat = is_repeating_;
    }

    std::vector<CaseAnswer> waiting;
    Timestamp waiting_since;
    const auto commit_waiting = [&] {
        record_and_tell(cases, std::exchange(waiting, {}), answered);
    };
    try {
        gateway_.charge(requests, [&](std::size_t index, partner::ChargeAnswer answer) {
            const auto now = context_.clock.real();
            // What leaves now did not, but a dead run may have sent it: its window goes on.
            if (is_repeating_ && answer.answer == partner::Answer::not_sent)
                answer.answer = partner::Answer::unknown;
            if (waiting.empty())
                waiting_since = now;
            waiting.emplace_back(case_of[index], std::move(answer));
            const auto age_ms = now.ms_since_1970 - waiting_since.ms_since_1970;
            if (waiting.size() >= commit_answers || age_ms < 0 || age_ms >= commit_ms)
                commit_waiting();
        });
    } catch (...) {
        commit_waiting();
        throw;
    }
    commit_waiting();
}

} // namespace duesday::flow
