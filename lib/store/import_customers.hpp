// Customers, contacts and cards in bulk: added first, looked at only where the key is there
// already. One person's edits stand in customers.hpp, which also finds and changes what is there.
#pragma once

#include "rules/customer/customer.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// Rows up to this id stood in the book before.
std::int64_t last_customer_id(Database& database);
/// False where the key is there already. `language` must be filled.
bool add_customer(Write& write, const rules::Customer& customer);

/// What references need to know of a customer.
struct CustomerReference {
    std::int64_t id = 0;
    std::string key;
    std::string email_key;
    bool acts = false;
};
std::optional<CustomerReference> customer_reference(Database& database, std::string_view key);
/// At most two, one that acts first: more are not needed to call an address ambiguous.
std::vector<CustomerReference> customers_by_email_key(Database& database,
                                                      std::string_view email_key);
/// The key of another customer that acts under this address; empty where there is none (SUB-053).
std::string other_acting_customer(Database& database, std::string_view email_key, std::int64_t id);
/// From now on the e-mail is unique among those that act.
void let_customer_act(Write& write, std::int64_t id);

/// All e-mail addresses, by id.
void each_email(Database& database,
                const std::function<void(std::int64_t id, std::string_view email)>& email);
std::string customer_key(Database& database, std::int64_t id);

struct ImportedContact {
    std::int64_t id = 0;
    std::string contact;
    std::int64_t customer = 0;
    std::string customer_key;
    std::string name;
    std::optional<std::string> email, role;
};

std::int64_t last_contact_id(Database& database);
bool add_contact(Write& write, const ImportedContact& contact);
std::optional<ImportedContact> imported_contact(Database& database, std::string_view key);
void overwrite_contact(Write& write, const ImportedContact& contact);

/// What a cards file says of a card.
struct CardContent {
    std::string provider, provider_customer, mandate, brand, last4, expires;

    friend bool operator==(const CardContent&, const CardContent&) = default;
};
struct ImportedCard {
    std::int64_t id = 0;
    CardContent content;
};

std::int64_t last_card_id(Database& database);
std::optional<ImportedCard> imported_current_card(Database& database, std::int64_t customer);
/// The customer's latest card up to this id.
std::optional<ImportedCard> card_up_to(Database& database, std::int64_t customer, std::int64_t id);
/// The new current card, ready without a test; the one before stays as history. Not `is_confirmed`:
/// its provider is asked about it before its first charge.
void add_card(Write& write, std::int64_t customer, const CardContent& card, Date registered_on,
              bool is_confirmed);
/// Takes back what this Write added after `last_id`: the card before is current again. How many
/// cards that were.
std::int64_t drop_cards_after(Write& write, std::int64_t customer, std::int64_t last_id);

struct ChangedCard {
    std::int64_t customer = 0;
    std::string customer_key;
    CardContent before, after;
};
/// Customers that had a card up to `last_id` and have another one now.
void each_changed_card(Database& database, std::int64_t last_id,
                       const std::function<void(const ChangedCard&)>& changed);

} // namespace duesday::store
