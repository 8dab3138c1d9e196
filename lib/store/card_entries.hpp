// Cards that customers enter on their provider's page (SUB-049).
#pragma once

#include "base/money.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct CardEntryRow {
    std::int64_t id = 0;
    std::int64_t customer = 0;
    int ordinal = 1; ///< of the customer
    std::string provider;
    std::string key;
    Money amount;      ///< of the test
    std::string state; ///< planned, open, done or failed
    std::string provider_customer, provider_reference, checkout_url;
    Timestamp begun_at; ///< real time of the first call
};

/// A card that was entered on its provider's page and cannot be used.
struct RefusedCard {
    std::string provider;
    std::string brand;   ///< the provider's word in lower case
    std::string last4;   ///< empty where the provider gave something else (SUB-061)
    std::string expires; ///< YYYY-MM; empty where the provider gave something else
    Date entered_on;
    std::string reason;
};
/// The customer's, the latest first.
std::vector<RefusedCard> refused_cards(Database& database, std::int64_t customer);

/// The customer's entry that is planned or open, if any; at most one is.
std::optional<CardEntryRow> open_card_entry(Database& database, std::int64_t customer);
std::optional<CardEntryRow> card_entry_by_key(Database& database, std::string_view key);
/// All that are open, by id.
std::vector<CardEntryRow> open_card_entries(Database& database);
/// "entry-2": what the test of the customer's second entry is filed under.
std::string card_entry_group(int ordinal);

/// Takes the customer's next ordinal and fills in id, ordinal and key, which is that of the test's
/// charge; stored as planned, begun now.
void plan_card_entry(Write& write, CardEntryRow& entry);
/// One that the provider knows and this book has lost: customer, provider, key, amount and begun_at
/// are given, the ordinal is the one that the key is of; fills in id, ordinal and state, planned.
/// False where the key is of no entry of the customer's, or of one that the book has.
bool adopt_card_entry(Write& write, CardEntryRow& entry);
/// Whom the provider knows the customer as: told before it gave a page.
void name_entering_customer(Write& write, const CardEntryRow& entry);
/// The provider gave a page.
void open_card_entry(Write& write, const CardEntryRow& entry);
void fail_card_entry(Write& write, std::int64_t entry, std::string_view reason);
/// A card was entered that cannot be used: kept for the history.
void refuse_entered_card(Write& write, std::int64_t entry, const RefusedCard& card);
void complete_card_entry(Write& write, std::int64_t entry, std::int64_t card);
/// Whom the customer is at a provider, from the last entry or card that says so; else empty.
std::string provider_customer_of(Database& database, std::int64_t customer,
                                 std::string_view provider);

} // namespace duesday::store
