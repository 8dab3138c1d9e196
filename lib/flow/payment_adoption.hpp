// Renewals that were paid and lost with a copy: found again by what the provider took (DESIGN 2).
#pragma once

#include "flow/charge_settlement.hpp"
#include "flow/charge_stream.hpp"
#include "flow/renewal_facts.hpp"
#include "flow/unexplained_payments.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

#include <cstdint>
#include <vector>

namespace duesday::flow {

/// Takes out of `missing` what it adopts: each payment into the group of renewals whose key it
/// bears, under its own attempt. What no group explains stays there.
class PaymentAdoption {
public:
    PaymentAdoption(const runtime::Context& context, partner::CardGateway& gateway,
                    const Catalogue& catalogue, const ChargeSettlement& settlement,
                    const Answered& answered, UnexplainedByKey& missing);

    void adopt_all();

    /// What the provider knows of the charge's group and the book does not, and took of its payer,
    /// in the order in which it was asked for.
    std::vector<int> missing_attempts(const store::Charge& charge) const;

private:
    bool adopt_what_is_due();
    bool adopt_of(std::int64_t payer_id, Date horizon);
    bool adopt_group(const store::Payer& payer, const GroupKey& key,
                     const std::vector<ChargedLine>& lines, const rules::VatDecision& vat);
    bool is_of(const partner::ProviderPayment& payment, std::int64_t payer) const;
    void adopt(ChargeCase charge_case, const partner::ProviderPayment& payment, bool is_newest);
    void note_open(store::Write& write, const ChargeCase& charge_case) const;

    const runtime::Context& context_;
    partner::CardGateway& gateway_;
    const Catalogue& catalogue_;
    const ChargeSettlement& settlement_;
    const Answered& answered_;
    UnexplainedByKey& missing_;
    store::Database& database_;
};

} // namespace duesday::flow
