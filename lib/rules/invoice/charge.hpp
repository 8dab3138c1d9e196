// A charge: one attempt to take money, and the states it moves through (DESIGN 3).
#pragma once

#include "base/money.hpp"

#include <optional>
#include <string_view>

namespace duesday::rules {

enum class ChargeKind {
    renewal,      ///< the coming periods of one payer, expiry month and currency (D23)
    purchase,     ///< a basket of new subscriptions (SUB-052)
    reactivation, ///< a paid reactivation after expiry (SUB-109)
    card_test,    ///< the smallest amount, to see whether a card works (SUB-049)
};

const char* code_of(ChargeKind kind);
std::optional<ChargeKind> parse_charge_kind(std::string_view text);

/// planned -> sent -> paid, declined, rejected, pending or unknown; pending and unknown end as paid
/// or declined; an attempt that the partner never saw is void.
enum class ChargeState {
    planned,  ///< the intention stands, and certainly nothing left this machine
    sent,     ///< may have left; found under the lock it belongs to a dead run
    paid,     ///< final
    declined, ///< final: the card or account said no
    rejected, ///< final: our request was wrong; no dunning
    pending,  ///< accepted, not final
    unknown,  ///< sent, the answer is lost
    void_,    ///< final: the partner never saw it
};

const char* code_of(ChargeState state); ///< "void" for void_
std::optional<ChargeState> parse_charge_state(std::string_view text);

/// The provider is called for it. What costs 0.00 is put on record, without a call and without an
/// invoice (SUB-131); the test of a card is made whatever it takes.
bool asks_provider(ChargeKind kind, Money amount);

/// Nothing about it will change any more.
bool is_final(ChargeState state);
/// It holds the periods of its lines: no other charge may be made for them.
bool holds_periods(ChargeState state);

} // namespace duesday::rules
