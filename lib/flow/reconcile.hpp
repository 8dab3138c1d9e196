// After a restore: what the provider took since the copy was made is adopted, so that nothing is
// charged a second time (DESIGN 2).
#pragma once

#include "flow/card_charging.hpp"
#include "partner/card_gateway.hpp"
#include "runtime/context.hpp"

namespace duesday::flow {

/// Pages the provider's payments since `reconcile_from` and adopts those that carry this book's id
/// and that the book has lost; then lifts the guard. A lost renewal is found again by its key,
/// which is derived from book, group and attempt: the same group yields the same keys. One whose
/// amount differs from what the group would cost now is frozen for a person, and one that no group
/// explains (a lost purchase or hand-over) is remembered (flow/unexplained_payments). Called under
/// the lock "cards".
void reconcile_cards(runtime::Context& context, partner::CardGateway& gateway,
                     const Catalogue& catalogue, const Answered& answered);

} // namespace duesday::flow
