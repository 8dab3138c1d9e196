// Money that went back after an invoice was paid: what is open, what waits, and who is told what.
#pragma once

#include "base/money.hpp"

namespace duesday::rules {

enum class ReversalKind { refund, chargeback };

const char* code_of(ReversalKind kind);

/// What came and went of one payment and its invoice, as it stands; one currency.
struct MoneyBack {
    Money paid;
    Money refunded;     ///< somebody sent it back at the provider
    Money charged_back; ///< the bank took it back, and has not lost the dispute
    bool is_credited = false;
};

/// What the customer owes of the invoice; below zero is what he is owed. Never more than was paid,
/// though it may go back twice, by a refund and a chargeback: that is not owed for the invoice.
Money open_after(const MoneyBack& back);

/// Its renewals wait for a person: the bank took money back, or all of it was sent back, and the
/// invoice still stands. A refund of a part takes nothing back.
bool freezes_renewals(const MoneyBack& back);

/// What the customer reads of it.
enum class ReversalLetter {
    none,
    taken_back,        ///< the invoice is open again
    sent_back,         ///< a credit note follows
    sent_back_in_part, ///< nothing follows
    credited,          ///< the invoice was credited before: nothing is left to do
    paid_again,        ///< what the bank took back is here again
};

/// What a person is asked to do.
enum class ReversalDemand {
    none,
    credit,       ///< make the credit note of a refund
    settle,       ///< a chargeback, or what is left of one: win it, or give the invoice up
    explain_part, ///< a refund of a part
    contest,      ///< it went back twice: the chargeback is to be contested at the provider
    surplus,      ///< more of one kind went back than was paid: to be asked after at the provider
    send_back,    ///< a chargeback of a credited invoice was won: the money is the customer's
};

struct ReversalOutcome {
    ReversalLetter letter = ReversalLetter::none;
    ReversalDemand demand = ReversalDemand::none;

    friend bool operator==(const ReversalOutcome&, const ReversalOutcome&) = default;
};

/// After one more reversal of `amount`, with it in `back`. More than was paid may go back: by a
/// refund and a chargeback, or by what a provider lets a merchant add to a refund.
ReversalOutcome settle_reversal(const MoneyBack& back, ReversalKind kind, Money amount);
/// After a chargeback was won, without it in `back`: its invoice is paid again only where nothing
/// else of it went back for good.
ReversalOutcome settle_won_chargeback(const MoneyBack& back);

} // namespace duesday::rules
