#include "flow/charge_stream.hpp"

#include "base/fault.hpp"
#include "flow/card_confirmation.hpp"
#include "flow/subject_faults.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

namespace duesday::flow {

namespace {

/// Answers wait at most this long, or for this many others, before they are made durable.
constexpr std::int64_t commit_ms = 200;
constexpr std::size_t commit_answers = 1000;

/// The reason of a charge that waits for an answer about its card.
constexpr std::string_view card_not_confirmed = "card_not_confirmed";

/// The cards of the cases that nobody was asked about yet, each once.
std::vector<store::UnconfirmedCard>
unconfirmed_cards_of(const std::vector<const ChargeCase*>& cases)
{
    std::map<std::int64_t, store::UnconfirmedCard> by_id;
    for (const auto* charge_case : cases) {
        const auto& card = charge_case->card;
        if (!card.is_confirmed)
            by_id.try_emplace(card.id, store::UnconfirmedCard{card.id, charge_case->payer.customer,
                                                              card.provider_customer, card.mandate,
                                                              card.brand, card.last4});
    }
    std::vector<store::UnconfirmedCard> cards;
    for (auto& [id, card] : by_id)
        cards.push_back(std::move(card));
    return cards;
}

} // namespace

Settlement record_answer(const runtime::Context& context, const ChargeSettlement& settlement,
                         const ChargeCase& charge_case, const partner::ChargeAnswer& answer)
{
    try {
        store::Write write{context.book, context.stamp()};
        const auto settled = settlement.record(write, charge_case, answer);
        write.commit();
        return settled;
    } catch (const Fault& fault) {
        if (!concerns_one_subject(fault))
            throw;
        return {rules::ChargeState::unknown, broken_rows, {}, {}, fault.what()};
    }
}

ChargeStream::ChargeStream(const runtime::Context& context, partner::CardGateway& gateway,
                           const ChargeSettlement& settlement, const Answered& answered,
                           NextCases next, bool is_repeating)
    : context_{context}, gateway_{gateway}, settlement_{settlement}, answered_{answered},
      next_{std::move(next)}, is_repeating_{is_repeating}
{
}

void ChargeStream::run(Group cases)
{
    for (held_ = std::move(cases); !held_.empty();) {
        first_ = sendable(kept(std::exchange(held_, {})));
        if (!first_.empty())
            send_on();
        else
            held_ = next_group();
    }
}

/// Until the provider has nothing in flight any more.
void ChargeStream::send_on()
{
    sent_.clear();
    heard_ = 0;
    try {
        gateway_.charge_each([this] { return next_requests(); },
                             [this](std::size_t request, const partner::ChargeAnswer& answer) {
                                 hear(request, answer);
                             });
    } catch (...) {
        commit_waiting();
        throw;
    }
    commit_waiting();
    if (broken_)
        std::rethrow_exception(broken_);
}

std::vector<partner::ChargeRequest> ChargeStream::next_requests()
{
    if (!first_.empty())
        return requests_for(std::exchange(first_, {}));
    // What goes wrong here is no reason to leave those in flight without their answers.
    try {
        while (held_.empty() && !broken_) {
            auto group = next_group();
            if (group.empty())
                break;
            if (has_unconfirmed_card(group))
                held_ = std::move(group);
            else if (auto cases = sendable(kept(std::move(group))); !cases.empty())
                return requests_for(cases);
        }
    } catch (...) {
        broken_ = std::current_exception();
    }
    return {};
}

ChargeStream::Group ChargeStream::next_group()
{
    if (!next_)
        return {};
    if (heard_ == sent_.size()) { // nothing is in flight
        commit_waiting();
        groups_.clear();
    }
    auto group = next_();
    if (group.empty() && !waiting_.empty()) { // the next may wait for what was answered
        commit_waiting();
        group = next_();
    }
    return group;
}

std::vector<const ChargeCase*> ChargeStream::kept(Group group)
{
    groups_.push_back(std::move(group));
    std::vector<const ChargeCase*> cases;
    for (const auto& charge_case : groups_.back())
        cases.push_back(&charge_case);
    return cases;
}

std::vector<partner::ChargeRequest>
ChargeStream::requests_for(const std::vector<const ChargeCase*>& cases)
{
    std::vector<partner::ChargeRequest> requests;
    requests.reserve(cases.size());
    for (const auto* charge_case : cases) {
        requests.push_back(request_for(*charge_case));
        requests.back().is_repeat = is_repeating_;
        sent_.push_back(charge_case);
    }
    return requests;
}

std::vector<const ChargeCase*> ChargeStream::sendable(std::vector<const ChargeCase*> cases)
{
    std::vector<const ChargeCase*> wanted;
    wanted.reserve(cases.size());
    for (const auto* charge_case : cases) {
        const auto& charge = charge_case->charge;
        if (charge.state == rules::ChargeState::unknown)
            answered_(*charge_case, {charge.state, charge.reason, {}, {}, {}});
        else
            wanted.push_back(charge_case);
    }
    // What may have left is not the card's first charge: its key tells what became of it.
    return is_repeating_ ? wanted : with_confirmed_cards(std::move(wanted));
}

bool ChargeStream::has_unconfirmed_card(const Group& group) const
{
    return std::any_of(group.begin(), group.end(), [](const ChargeCase& charge_case) {
        return !charge_case.card.is_confirmed;
    });
}

std::vector<const ChargeCase*>
ChargeStream::with_confirmed_cards(std::vector<const ChargeCase*> cases)
{
    const auto cards = unconfirmed_cards_of(cases);
    if (cards.empty())
        return cases;
    CardStandings standings;
    std::exception_ptr broken;
    try {
        ask_about_cards(context_, gateway_, cards, standings);
    } catch (...) {
        broken = std::current_exception();
    }
    std::vector<CaseAnswer> left_alone;
    std::vector<const ChargeCase*> confirmed;
    for (const auto* charge_case : cases) {
        const auto& card = charge_case->card;
        const auto told = standings.find(card.id);
        const auto standing = card.is_confirmed         ? partner::CardStanding::good
                              : told != standings.end() ? told->second
                                                        : partner::CardStanding::not_told;
        if (standing == partner::CardStanding::lost)
            left_alone.push_back(
                {charge_case,
                 {partner::Answer::declined, std::string{partner::invalid_mandate}, {}}});
        else if (broken || standing == partner::CardStanding::not_told)
            left_alone.push_back(
                {charge_case, {partner::Answer::not_sent, std::string{card_not_confirmed}, {}}});
        else
            confirmed.push_back(charge_case);
    }
    record_and_tell(left_alone);
    if (broken)
        std::rethrow_exception(broken);
    return confirmed;
}

void ChargeStream::hear(std::size_t request, partner::ChargeAnswer answer)
{
    ++heard_;
    const auto now = context_.clock.real();
    // What leaves now did not, but a dead run may have sent it: its window goes on.
    if (is_repeating_ && answer.answer == partner::Answer::not_sent)
        answer.answer = partner::Answer::unknown;
    if (waiting_.empty())
        waiting_since_ = now;
    waiting_.emplace_back(sent_[request], std::move(answer));
    const auto age_ms = now.ms_since_1970 - waiting_since_.ms_since_1970;
    if (waiting_.size() >= commit_answers || age_ms < 0 || age_ms >= commit_ms)
        commit_waiting();
}

/// What could not be recorded goes on waiting, in the order in which it was answered.
void ChargeStream::commit_waiting()
{
    const auto settled = record_all(waiting_);
    tell(std::exchange(waiting_, {}), settled);
}

void ChargeStream::record_and_tell(const std::vector<CaseAnswer>& answers)
{
    tell(answers, record_all(answers));
}

void ChargeStream::tell(const std::vector<CaseAnswer>& answers,
                        const std::vector<Settlement>& settled)
{
    for (std::size_t i = 0; i < answers.size(); ++i)
        answered_(*answers[i].first, settled[i]);
}

std::vector<Settlement> ChargeStream::record_all(const std::vector<CaseAnswer>& answers)
{
    std::vector<Settlement> settled;
    if (answers.empty())
        return settled;
    settled.reserve(answers.size());
    try {
        store::Write write{context_.book, context_.stamp()};
        for (const auto& [charge_case, answer] : answers)
            settled.push_back(settlement_.record(write, *charge_case, answer));
        write.commit();
    } catch (const Fault& fault) {
        if (!concerns_one_subject(fault))
            throw;
        settled.clear();
        for (const auto& [charge_case, answer] : answers)
            settled.push_back(record_answer(context_, settlement_, *charge_case, answer));
    }
    return settled;
}

} // namespace duesday::flow
