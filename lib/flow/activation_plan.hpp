// What `subscribe activate` comes to, looked up and judged; changes nothing.
#pragma once

#include "flow/charge_settlement.hpp"
#include "flow/renewal_plan.hpp"
#include "flow/switch_judgement.hpp"
#include "rules/subscription/reactivation.hpp"
#include "store/customers.hpp"
#include "store/unexplained_payments.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct Activation {
    store::Subscription subscription; ///< as it stands
    rules::ReactivationDecision decision;
    store::AnnouncedTerms terms; ///< of the next period: as announced to the actor, else of today
    Date charge_on;              ///< when the next renewal is charged, if not now
    /// Where it is 0.00: the charge, by its place in `charges`, that decides whether anything of
    /// its installation changes hands (SUB-129).
    std::optional<std::size_t> decided_by;
    /// Past its date, and its end not recorded: that comes first (D17).
    std::optional<Ending> ends;

    bool is_charged() const
    {
        return decision.step == rules::ReactivationStep::charge_renewal ||
               decision.step == rules::ReactivationStep::buy_again;
    }
};

struct Activations {
    store::Payer payer; ///< the actor
    rules::VatDecision vat;
    std::vector<Activation> items;
    std::vector<NotSwitched> left_out;
    /// One a group: renewals by expiry month and currency, what is bought again by currency.
    /// Without key and attempt until recorded.
    std::vector<ChargeCase> charges;
    /// Of each charge: the payment, lost with a copy, that it takes in place of being made.
    std::vector<std::optional<store::UnexplainedPayment>> taken;

    runtime::Plan plan(const Catalogue& catalogue) const;

private:
    const store::UnexplainedPayment* taken_for(const Activation& item) const;
    std::string payment_text(std::size_t charge) const;
};

/// `renewals` says what renew would end today.
Activations judge_activations(const runtime::Context& context, const Catalogue& catalogue,
                              const RenewalPlanning& renewals, const store::CustomerRow& actor,
                              const std::vector<std::string>& numbers);

} // namespace duesday::flow
