// Customers: who acts, who pays, who is billed. Imports add them in bulk (store/import_customers).
#pragma once

#include "rules/customer/card.hpp"
#include "rules/customer/customer.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct CustomerRow {
    std::int64_t id = 0;
    rules::Customer customer;
    bool acts = false; ///< has a role or a subscription: the e-mail is unique among these
};

std::optional<CustomerRow> find_customer(Database& database, std::string_view customer);
std::optional<CustomerRow> find_customer(Database& database, std::int64_t id);

/// Who has this e-mail, matched as text::email_key does (SUB-053), by key. Of those that act
/// there is one at most.
std::vector<CustomerRow> customers_with_email(Database& database, std::string_view email);

/// A customer with the present card, which decides the account's state (SUB-050).
struct CustomerListing {
    CustomerRow row;
    std::optional<rules::CardFacts> card;
};
/// All customers by key, as a stream.
void each_customer(Database& database, const std::function<void(const CustomerListing&)>& listed);

/// Stores the fields of `after` over those of `before` and says in the audit what changed, under
/// `what` ("edited", "import"); personal fields as such. False where nothing did.
bool update_customer(Write& write, const CustomerRow& before, const rules::Customer& after,
                     std::string_view what);

struct CustomerRole {
    std::string installation;
    std::string role; ///< si or owner
};
/// By installation, then role.
std::vector<CustomerRole> roles_of(Database& database, std::int64_t customer);

} // namespace duesday::store
