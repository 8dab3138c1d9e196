// What follows an answer to a charge: the state, the periods, the invoice and its letter, the
// message to the cloud, dunning or the end. One Write for all of it.
#pragma once

#include "flow/catalogue.hpp"
#include "flow/lapse.hpp"
#include "flow/policies.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"
#include "store/charges.hpp"
#include "store/payers.hpp"
#include "store/subscriptions.hpp"

#include <string>
#include <vector>

namespace duesday::flow {

struct ChargedLine {
    store::ChargeLine line;
    store::Subscription subscription; ///< as it was when the charge was planned
};

/// A charge with all that its settlement needs, so that answers of a batch are recorded without
/// reading everything again.
struct ChargeCase {
    store::Charge charge;
    store::Payer payer;
    store::PayerCard card;
    std::vector<ChargedLine> lines;
    /// Whoever ordered it hears the answer from the command that runs, which is theirs.
    bool is_heard = false;
};

/// The order in which the book keeps a charge's lines, and an invoice shows them: the oldest
/// subscription first, whoever reads them.
void put_in_order(std::vector<ChargedLine>& lines);

/// The case of a charge of another run.
ChargeCase load_case(store::Database& database, const store::Charge& charge);
/// What they pay for, as the provider keeps it (store::digest_of_lines). What is bought begins on
/// the day on which it is ordered, or ordered once more: of that only the numbers count.
std::string digest_of(rules::ChargeKind kind, const std::vector<ChargedLine>& lines);
/// What the partner is sent; the same bytes each time (DESIGN 3).
partner::ChargeRequest request_for(const ChargeCase& charge_case);

struct Settlement {
    rules::ChargeState state = rules::ChargeState::unknown;
    std::string reason;        ///< the partner's word, or a code of ours
    std::string invoice;       ///< its number, where one was issued
    std::vector<Ending> ended; ///< found failed after the expiry day (D18, D20)
    std::string problem;       ///< why the book could not take the answer
    std::string field = {};    ///< what the partner found wrong with the request, in its words
};

/// The reason as a person reads it, with the field that it is about.
std::string told_reason(const std::string& reason, const std::string& field);

class ChargeSettlement {
public:
    ChargeSettlement(const runtime::Context& context, const Catalogue& catalogue);

    /// Records the answer in the Write. A final answer is recorded once; later ones change nothing.
    Settlement record(store::Write& write, const ChargeCase& charge_case,
                      const partner::ChargeAnswer& answer) const;
    /// Records a refusal behind which there is a later attempt: it ended nothing, and nobody is
    /// told.
    Settlement record_superseded(store::Write& write, const ChargeCase& charge_case,
                                 const partner::ChargeAnswer& refusal) const;

private:
    void record_paid(store::Write& write, const ChargeCase& charge_case,
                     Settlement& settlement) const;
    void record_failed(store::Write& write, const ChargeCase& charge_case,
                       Settlement& settlement) const;
    /// 0.00: a payment on record and the periods, no invoice (SUB-131).
    void record_free(store::Write& write, const ChargeCase& charge_case) const;
    /// `proof`: what the audit says was paid for it.
    void extend(store::Write& write, const ChargeCase& charge_case, const std::string& proof) const;
    std::string issue_for(store::Write& write, const ChargeCase& charge_case) const;
    void dun(store::Write& write, const ChargeCase& charge_case, Settlement& settlement) const;

    const runtime::Context& context_;
    const runtime::Config& config_;
    const Catalogue& catalogue_;
    rules::RenewalPolicy renewal_policy_;
    Date today_;
};

} // namespace duesday::flow
