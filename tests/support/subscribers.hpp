// Payers, their cards and their running subscriptions, as rows for a firm's book: each answer is
// SQL that ends with its semicolon, so that a test may put many into one script.
#pragma once

#include "base/date.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace duesday::test {

/// The private customer P<id>, who may act.
inline std::string payer_rows(int id)
{
    return fmt::format(
        "INSERT INTO customer (id, customer, name, street, postcode, city, country, email,"
        " email_key, kind, language, acts) VALUES ({0}, 'P{0}', 'P', 'S', '1', 'X', 'BE',"
        " '{0}@x.org', '{0}@x.org', 'person', 'en', 1);",
        id);
}

struct PayersCard {
    int payer;
    std::string_view provider;
    std::string provider_customer; ///< whom the provider knows the payer as
    std::string mandate;           ///< in the sandbox: how the card answers
    std::string_view expires;      ///< year and month
    Date registered_on;
};

/// From now on the payer's card, in place of the one before.
inline std::string card_rows(const PayersCard& card)
{
    return fmt::format(
        "UPDATE card SET is_current = 0 WHERE customer = {0};"
        "INSERT INTO card (customer, provider, provider_customer, mandate, brand, last4,"
        " expires, registered_on, state, is_current) VALUES ({0}, '{1}', '{2}', '{3}',"
        " 'visa', '4242', '{4}', '{5}', 'ready', 1);",
        card.payer, card.provider, card.provider_customer, card.mandate, card.expires,
        card.registered_on.iso());
}

/// One of an installation of its own, J<100 + number>, that renews.
struct RunningSubscription {
    int number; ///< of S-<number>
    int payer;
    Date expires_on;
    Date due_on;
    int product = 1; ///< of firm.setup
    std::string_view service = "atmos";
};

inline std::string subscription_rows(const RunningSubscription& subscription)
{
    return fmt::format(
        "INSERT INTO installation VALUES ({0}, 'J{0}', 'J', 1, '3.7.3', 1, 1, 0);"
        "INSERT INTO subscription (number, installation, service, product, purchaser,"
        " bought_on, starts_on, expires_on, imported_until, renewal, standing, origin, due_on)"
        " VALUES ('S-{1}', {0}, '{2}', {3}, {4}, '2025-01-01', '2025-01-01', '{5}', '{5}', 1,"
        " 'running', 'import', '{6}');",
        subscription.number + 100, subscription.number, subscription.service, subscription.product,
        subscription.payer, subscription.expires_on.iso(), subscription.due_on.iso());
}

} // namespace duesday::test
