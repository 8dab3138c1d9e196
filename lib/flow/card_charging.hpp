// Taking money: record the intention, call the partner, record the answer (DESIGN 3). The callers
// record intentions in Writes of their own; this sends them and settles what dead runs left.
#pragma once

#include "flow/charge_settlement.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <functional>
#include <vector>

namespace duesday::flow {

/// Told of each answer once the Write that records it is durable.
using Answered = std::function<void(const ChargeCase&, const Settlement&)>;

/// Whether the command that runs tells whoever ordered a charge what became of it.
using Heard = std::function<bool(const ChargeCase&)>;

/// Fault(bad_setup) while a restored or copied book has not asked its partners yet (DESIGN 2).
void require_reconciled(runtime::Context& context);

/// No fallback: a card is charged, now or later, by the partner that it was registered with
/// (DESIGN 2). Fault(bad_setup) where that is another one. The payer has a card.
void require_own_provider(runtime::Context& context, const partner::CardGateway& gateway,
                          const store::Payer& payer);

/// All calls are made under the lock "cards".
class CardCharging {
public:
    CardCharging(const runtime::Context& context, partner::CardGateway& gateway,
                 const Catalogue& catalogue);

    /// Settles planned and sent charges that a dead run left, oldest first (D19): what certainly
    /// never left is sent again or given up where its group has changed, what may have left is
    /// repeated with the same key inside the partner's window and looked up after it. A stop leaves
    /// the rest to the next run. Without `heard` no order is this command's own.
    void settle_dead_runs(const Answered& answered, const Heard& heard = nullptr);

    /// Sends charges whose intention is durable, several side by side, and records the answers in
    /// few Writes. The provider is asked about imported cards first: one that it would not charge
    /// is declined without a charge, and where it does not say nothing is sent. A Fault on the way
    /// leaves what was answered recorded. What took a payment that the provider holds already
    /// (plan_charge) is unknown, and is not sent.
    void send(const std::vector<ChargeCase>& cases, const Answered& answered);

#if DUESDAY_PLANTED_BUG == 1
    /// Test builds only: takes the money and forgets the answers.
    void call_only(const std::vector<ChargeCase>& cases);
#endif

    /// Records an answer, also one that came in another way (poll-confirmations). One that the book
    /// cannot take is given back as unknown.
    Settlement record(const ChargeCase& charge_case, const partner::ChargeAnswer& answer);

private:
    using CaseAnswer = std::pair<std::size_t, partner::ChargeAnswer>; ///< of the case at an index

    /// In one Write, or each in its own where one of them cannot be recorded.
    std::vector<Settlement> record_all(const std::vector<ChargeCase>& cases,
                                       const std::vector<CaseAnswer>& answers);
    void settle_one(ChargeCase charge_case, const Answered& answered);
    /// The indexes of the cases that are to be sent; answers the others.
    std::vector<std::size_t> sendable(const std::vector<ChargeCase>& cases,
                                      const Answered& answered);
    std::vector<std::size_t> with_confirmed_cards(const std::vector<ChargeCase>& cases,
                                                  std::vector<std::size_t> wanted,
                                                  const Answered& answered);
    void record_and_tell(const std::vector<ChargeCase>& cases,
                         const std::vector<CaseAnswer>& answers, const Answered& answered);
    bool inside_window(const store::Charge& charge) const;

    const runtime::Context& context_;
    partner::CardGateway& gateway_;
    ChargeSettlement settlement_;
    bool is_repeating_ = false; ///< what a dead run may have sent is being sent again
};

} // namespace duesday::flow
