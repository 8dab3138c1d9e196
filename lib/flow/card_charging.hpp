// Taking money: record the intention, call the partner, record the answer (DESIGN 3). The callers
// record intentions in Writes of their own; this sends them and settles what dead runs left.
#pragma once

#include "flow/charge_settlement.hpp"
#include "flow/charge_stream.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace duesday::flow {

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

    /// What costs 0.00 is settled in the Write of its intention: nobody is asked for it, and it
    /// waits for nothing (SUB-131). Nothing for what is to be sent; else to be told once the Write
    /// is durable.
    std::optional<Settlement> settle_free(store::Write& write, const ChargeCase& charge_case) const;

    /// Sends charges whose intention is durable, several side by side, and records the answers in
    /// few Writes. The provider is asked about imported cards first: one that it would not charge
    /// is declined without a charge, and where it does not say nothing is sent. A Fault on the way
    /// leaves what was answered recorded. What took a payment that the provider holds already
    /// (plan_charge) is unknown, and is not sent. `next` is asked for more cases while the last are
    /// on their way.
    void send(std::vector<ChargeCase> cases, const Answered& answered, const NextCases& next = {});

#if DUESDAY_PLANTED_BUG == 1
    /// Test builds only: takes the money and forgets the answers.
    void call_only(const std::vector<ChargeCase>& cases);
#endif

    /// Records an answer, also one that came in another way (poll-confirmations). One that the book
    /// cannot take is given back as unknown.
    Settlement record(const ChargeCase& charge_case, const partner::ChargeAnswer& answer);

private:
    void settle_one(ChargeCase charge_case, const Answered& answered);
    bool inside_window(const store::Charge& charge) const;

    const runtime::Context& context_;
    partner::CardGateway& gateway_;
    ChargeSettlement settlement_;
};

} // namespace duesday::flow
