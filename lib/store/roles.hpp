// Roles on installations, as a person adds and removes them one by one. Imports add them in bulk.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <string_view>

namespace duesday::store {

/// The customer acts from then on: the e-mail is unique among those who do. False where the role is
/// there already. Fault(bad_input, "email_taken") where another that acts has the address.
bool give_role(Write& write, std::int64_t installation, std::int64_t customer,
               std::string_view role);
/// False where there is no such role.
bool take_role(Write& write, std::int64_t installation, std::int64_t customer,
               std::string_view role);
/// Roles of the customer on the installation other than this one.
std::int64_t count_other_roles(Database& database, std::int64_t installation, std::int64_t customer,
                               std::string_view role);
bool has_this_role(Database& database, std::int64_t installation, std::int64_t customer,
                   std::string_view role);

} // namespace duesday::store
