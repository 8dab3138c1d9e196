// Which contacts may see and report the meters of the contracts that name them (MTR-005), and who
// shares an address with whom (MTR-004, MTR-027).
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// A contact as far as the portal goes.
struct PortalContact {
    std::int64_t id = 0;
    std::string contact; ///< the firm's own key
    std::string address; ///< trimmed, lower case; may be empty
    std::int64_t customer = 0;
    std::string customer_key;
    bool has_right = false; ///< granted, and not revoked since
    bool is_revoked = false;
};

std::optional<PortalContact> find_portal_contact(Database& database, std::string_view contact);
/// All contacts of all customers with this address, by id.
std::vector<PortalContact> contacts_with_address(Database& database, std::string_view address);

void grant_portal_right(Write& write, std::int64_t id, std::string_view contact);
void revoke_portal_right(Write& write, std::int64_t id, std::string_view contact);

} // namespace duesday::store
