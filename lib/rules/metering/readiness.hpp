// Portal Ready: whether who has to report the meters of a contract can be asked to (MTR-002 to
// MTR-006).
#pragma once

#include <string_view>

namespace duesday::rules {

/// What is known of a contract and its contact.
struct ReadinessFacts {
    bool by_portal = false; ///< reporting_by is portal (MTR-001)
    bool has_ended = false;
    std::string_view email; ///< of the contact; may be empty
    /// Another contact of the same customer has the address too, trimmed and in any case (MTR-004).
    /// One of another customer may (MTR-027).
    bool address_stands_twice = false;
    bool is_revoked = false; ///< a person took the contact's right away
    bool is_named = false;   ///< a person asked to give it again
};

enum class Readiness {
    ready,
    not_by_portal,     ///< skipped
    contract_ended,    ///< skipped
    no_email,          ///< failed, as all below
    invalid_email,     ///< no address that mail can go to
    duplicate_address, ///< at several contacts of the customer
    access_revoked,
};

/// The first that holds, in the order of the values.
Readiness judge_readiness(const ReadinessFacts& facts);

/// Neither ready nor skipped: a person has to mend something.
bool is_failure(Readiness readiness);

/// "ready", "no_email" and so on, as reported.
const char* name_of(Readiness readiness);

} // namespace duesday::rules
