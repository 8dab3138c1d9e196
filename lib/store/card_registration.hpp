// Cards that a customer registers: tested with the smallest amount before they are used (SUB-049).
#pragma once

#include "store/cards.hpp"
#include "store/charges.hpp"
#include "store/import_customers.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace duesday::store {

/// The customer's latest card that is exactly this one: current, waiting for its test, refused or
/// replaced.
std::optional<CardRow> find_same_card(Database& database, std::int64_t customer,
                                      const CardContent& card);

/// A card whose test is to be made, entered by its customer on `registered_on` (D20). It is the
/// customer's current one at once only where there is no card that works: one under test never
/// closes an account that is open, and never opens one.
std::int64_t add_card_in_test(Write& write, std::int64_t customer, const CardContent& card,
                              Date registered_on);

/// "card-2": what the tests of the customer's second card share.
std::string card_test_group(Database& database, std::int64_t customer, std::int64_t card);
/// The last test of a card, if any.
std::optional<Charge> last_card_test(Database& database, std::int64_t customer,
                                     std::string_view group);

/// The test, without an answer yet, of a card that the customer entered on `last_day` or before.
std::optional<Charge> open_card_test(Database& database, std::int64_t customer, Date last_day);
/// Since when the customer has a page of the provider's to enter a card on, begun on `last_day` or
/// before, that nobody knows the outcome of yet.
std::optional<Date> page_for_card_since(Database& database, std::int64_t customer, Date last_day);
/// The day on which that card was entered, or else that page was begun: a card may have been
/// entered there since, and in time (D20).
std::optional<Date> card_in_test_on(Database& database, std::int64_t customer, Date last_day);

/// The test was paid. True where the card is the current one from now on: unless a later one works
/// already.
bool make_card_ready(Write& write, std::int64_t card);
/// The test was declined.
void refuse_card(Write& write, std::int64_t card);

} // namespace duesday::store
