// Who pays, with what: a customer and the current card, as charging and invoicing need them.
#pragma once

#include "base/date.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct PayerCard {
    std::int64_t id = 0;
    std::string provider, provider_customer, mandate, brand, last4;
    std::string expires; ///< YYYY-MM
    Date registered_on;
    std::string state;        ///< testing, ready, refused
    bool is_confirmed = true; ///< false: imported, and its provider was not asked about it yet
};

struct Payer {
    std::int64_t id = 0;
    std::string customer; ///< the firm's key
    std::string name, street, postcode, city, country, email, kind, invoice_email, language;
    std::string vat_number, enterprise_number, gst_number; ///< empty where there is none
    std::optional<PayerCard> card;                         ///< the current one, once it is tested
    std::string channel = {};                              ///< how documents reach the customer
};

/// Fault(bug) where there is no such customer.
Payer find_payer(Database& database, std::int64_t customer);
/// The firm's key of a customer; "no. 17" where there is no such row.
std::string name_of_customer(Database& database, std::int64_t customer);
/// By e-mail, trimmed and without case (SUB-053), among customers that act; nothing where none has
/// it.
std::optional<std::int64_t> find_payer_by_email(Database& database, std::string_view email);
/// Whose payment it is that a provider took of `provider_customer`: of those whose cards, present
/// or earlier, or whose entries of a card name that one. Empty where none does.
std::vector<std::int64_t> owners_of(Database& database, std::string_view provider,
                                    std::string_view provider_customer);
/// A card by id, current or not: a charge is settled with the card it was made with.
PayerCard find_card(Database& database, std::int64_t card);

} // namespace duesday::store
