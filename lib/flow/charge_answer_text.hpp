// What a program says of a card provider's answer: the same words wherever a card is charged.
#pragma once

#include "flow/charge_settlement.hpp"
#include "runtime/context.hpp"

#include <string>
#include <string_view>

namespace duesday::flow {

/// The word of CLI.md for what became of an attempt.
std::string_view result_of(rules::ChargeState state);

/// What a person has to look at. A declined card is dunning's ordinary work.
bool answer_needs_person(const Settlement& settlement);

/// purchaser, amount, attempt, result and, where one was issued, invoice.
runtime::Fields charge_fields(const ChargeCase& charge_case, const Settlement& settlement,
                              std::string_view result);

/// How a person's command speaks of what it wanted.
struct ChargeWish {
    std::string_view after_decline; ///< "nothing was bought or charged"; the remedy is not said
    std::string_view nothing;       ///< "nothing was bought or charged"
    std::string_view verb;          ///< "buy"
    std::string_view stands;        ///< "the order"
};

/// A sentence for whoever asked for the charge: what became of it, and what to do.
std::string charge_sentence(const ChargeCase& charge_case, const Settlement& settlement,
                            const ChargeWish& wish);

/// The `charge` event of a person's command: done where it is paid, else attention; what was not
/// sent makes the exit status 69.
void report_charge(runtime::Context& context, const ChargeCase& charge_case,
                   const Settlement& settlement, std::string_view text);

/// The end of a service (SUB-113).
void report_ending(runtime::Context& context, const Ending& ending);

/// The `lapse` events of those that were found failed after their expiry day.
void report_lapsed(runtime::Context& context, const Settlement& settlement);

} // namespace duesday::flow
