#include "rules/invoice/reversal.hpp"

#include <algorithm>

namespace duesday::rules {

namespace {

Money went_back(const MoneyBack& back)
{
    return back.refunded + back.charged_back;
}

} // namespace

const char* code_of(ReversalKind kind)
{
    return kind == ReversalKind::refund ? "refund" : "chargeback";
}

Money open_after(const MoneyBack& back)
{
    const auto open = std::min(went_back(back), back.paid);
    return back.is_credited ? open - back.paid : open;
}

bool freezes_renewals(const MoneyBack& back)
{
    return !back.is_credited && (back.charged_back.minor() > 0 || went_back(back) >= back.paid);
}

ReversalOutcome settle_reversal(const MoneyBack& back, ReversalKind kind, Money amount)
{
    const bool is_twice = back.refunded.minor() > 0 && back.charged_back.minor() > 0;
    if (is_twice && went_back(back) > back.paid)
        return {ReversalLetter::none, ReversalDemand::contest};
    if (went_back(back) - amount >= back.paid)
        return {ReversalLetter::none, ReversalDemand::surplus};
    if (back.is_credited)
        return {ReversalLetter::credited, ReversalDemand::none};
    if (kind == ReversalKind::chargeback)
        return {ReversalLetter::taken_back, ReversalDemand::settle};
    if (went_back(back) < back.paid)
        return {ReversalLetter::sent_back_in_part, ReversalDemand::explain_part};
    return {ReversalLetter::sent_back, ReversalDemand::credit};
}

ReversalOutcome settle_won_chargeback(const MoneyBack& back)
{
    // Where it had been refunded as well, the chargeback changed nothing for the customer.
    const bool is_all_back = went_back(back) >= back.paid;
    if (back.is_credited)
        return {ReversalLetter::none,
                is_all_back ? ReversalDemand::none : ReversalDemand::send_back};
    if (back.charged_back.minor() > 0)
        return {ReversalLetter::none, ReversalDemand::settle};
    if (is_all_back)
        return {ReversalLetter::none, ReversalDemand::credit};
    return {ReversalLetter::paid_again, ReversalDemand::none};
}

} // namespace duesday::rules
