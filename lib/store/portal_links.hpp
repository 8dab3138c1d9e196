// The links by which customers report readings without a login (MTR-012). A link is bound to an
// e-mail address and a period, holds a random token of 256 bits, and is found by the token's hash
// alone: what the book holds opens nothing.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::store {

struct PortalLink {
    std::int64_t id = 0;
    std::string email_key; ///< who holds it: trimmed, lower case
    std::string period;    ///< YYYY-MM
    Date made_on;
    Date valid_until; ///< inclusive
    bool is_revoked = false;
};

/// 43 characters of base64url.
std::string new_token();

/// BLAKE2b-256 in hex: what the book keeps of a token. Looking it up takes no longer for a token
/// that is almost right, since its hash is another one altogether.
std::string token_hash(std::string_view token);

std::optional<PortalLink> find_portal_link(Database& database, std::string_view token_hash);

struct NewPortalLink {
    std::string_view email_key;
    std::string_view period;
    Date valid_until;
};
/// Its id. Other links of the address and the period stay as they are.
std::int64_t add_portal_link(Write& write, std::string_view token, const NewPortalLink& link);

/// All links of the address that are not revoked yet; how many that were.
std::int64_t revoke_portal_links(Write& write, std::string_view email_key);

} // namespace duesday::store
