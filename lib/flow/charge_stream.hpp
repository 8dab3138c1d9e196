// Charges on their way: sends cases whose intention is durable, takes more where there is room, and
// records the answers in few Writes (DESIGN 3).
#pragma once

#include "flow/charge_settlement.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <utility>
#include <vector>

namespace duesday::flow {

/// Told of each answer once the Write that records it is durable.
using Answered = std::function<void(const ChargeCase&, const Settlement&)>;

/// The next cases, with their intentions durable; none where there are none for now. Asked again
/// once answers were recorded, as long as a call is in flight.
using NextCases = std::function<std::vector<ChargeCase>()>;

/// One answer in a Write of its own. What the book cannot take is given back as unknown, so that
/// the next run asks for the same answer again, and a person is told.
Settlement record_answer(const runtime::Context& context, const ChargeSettlement& settlement,
                         const ChargeCase& charge_case, const partner::ChargeAnswer& answer);

class ChargeStream {
public:
    /// `is_repeating`: what a dead run may have sent is being sent again.
    ChargeStream(const runtime::Context& context, partner::CardGateway& gateway,
                 const ChargeSettlement& settlement, const Answered& answered, NextCases next,
                 bool is_repeating);

    /// Ends when all cases are answered and `next` had none. A Fault on the way leaves what was
    /// answered recorded.
    void run(std::vector<ChargeCase> cases);

private:
    using Group = std::vector<ChargeCase>;
    using CaseAnswer = std::pair<const ChargeCase*, partner::ChargeAnswer>;

    void send_on();
    std::vector<partner::ChargeRequest> next_requests();
    Group next_group();
    std::vector<const ChargeCase*> kept(Group group);
    std::vector<partner::ChargeRequest> requests_for(const std::vector<const ChargeCase*>& cases);
    /// Those that the provider is to be called for; tells of the others.
    std::vector<const ChargeCase*> sendable(std::vector<const ChargeCase*> cases);
    bool has_unconfirmed_card(const Group& group) const;
    std::vector<const ChargeCase*> with_confirmed_cards(std::vector<const ChargeCase*> cases);
    void hear(std::size_t request, partner::ChargeAnswer answer);
    void commit_waiting();
    void record_and_tell(const std::vector<CaseAnswer>& answers);
    void tell(const std::vector<CaseAnswer>& answers, const std::vector<Settlement>& settled);
    /// In one Write, or each in its own where one of them cannot be recorded.
    std::vector<Settlement> record_all(const std::vector<CaseAnswer>& answers);

    const runtime::Context& context_;
    partner::CardGateway& gateway_;
    const ChargeSettlement& settlement_;
    const Answered& answered_;
    NextCases next_;
    bool is_repeating_;

    std::deque<Group> groups_;             ///< of this run, where they stay
    std::vector<const ChargeCase*> sent_;  ///< by the index of the request
    std::size_t heard_ = 0;                ///< how many of those are answered
    std::vector<const ChargeCase*> first_; ///< to be sent before `next_` is asked
    Group held_; ///< waits until nothing is in flight: the provider is asked about its cards
    std::vector<CaseAnswer> waiting_; ///< not yet durable
    Timestamp waiting_since_;
    std::exception_ptr broken_; ///< no more cases: raised once the calls in flight are answered
};

} // namespace duesday::flow
