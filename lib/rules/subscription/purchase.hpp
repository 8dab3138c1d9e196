// Whether a subscription may be bought.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/customer/customer.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::rules {

/// Where an order comes from. Only the platform sells (SUB-018, SUB-019).
enum class Channel { platform, distributor, purchase_order };

const char* code_of(Channel channel);

/// -1, 0 or 1 as PROSOFT version `a` is below, equal to or above `b`, part by part as numbers, a
/// missing part being 0: 3.10.0 is above 3.7.3 (SUB-001). Nothing where one of them is no version.
std::optional<int> compare_versions(std::string_view a, std::string_view b);

inline constexpr std::string_view least_prosoft_version = "3.7.3"; ///< SUB-001
inline constexpr int most_central_units = 10;                      ///< on one .nbt file (SUB-021)

/// The person who wants to pay.
struct ActorFacts {
    std::string email;
    bool has_role = false; ///< si or owner of the installation (SUB-007, SUB-040)
    AccountState account = AccountState::incomplete;
    std::vector<std::string> missing; ///< missing_account_fields
    std::string card_expires;         ///< YYYY-MM; empty without a card
};

struct InstallationFacts {
    std::string installation;
    std::optional<std::string> prosoft_version; ///< nothing or empty: unknown
    bool cloud_connected = false;
    int central_units = 0;
    bool nbt_sent = false;
};

struct PurchaseFacts {
    Channel channel = Channel::platform;
    ActorFacts actor;
    InstallationFacts installation;
    std::string reference;
    std::string service;
    /// The subscription that holds this installation's place for the service (SUB-023).
    std::optional<std::string> slot_taken_by;
    bool slot_payment_open = false; ///< ... and whose purchase is still being checked (D25)
};

/// Ordered by precedence: the first that fits is the answer. First the way, then the person
/// (rights, account, card: SUB-048), then the installation, then what runs already.
enum class PurchaseRefusal {
    none,
    channel_not_offered,   ///< SUB-019
    no_role,               ///< SUB-007, 040, 127: not permitted
    account_incomplete,    ///< SUB-042
    card_testing,          ///< SUB-049, 050
    card_expired,          ///< SUB-048
    no_central_unit,       ///< SUB-021
    too_many_units,        ///< SUB-021
    version_unknown,       ///< SUB-001
    version_too_old,       ///< SUB-001
    not_cloud_connected,   ///< SUB-004
    nbt_not_sent,          ///< SUB-033
    payment_being_checked, ///< D25: the place is taken until the answer is known
    already_subscribed,    ///< SUB-023
};

const char* code_of(PurchaseRefusal refusal);
/// One sentence that names the rule and what to do; empty for none.
std::string explain(PurchaseRefusal refusal, const PurchaseFacts& facts);

PurchaseRefusal decide_purchase(const PurchaseFacts& facts, Date today);

/// The part about the person, for hand-overs too (SUB-136).
PurchaseRefusal check_actor(const ActorFacts& actor, Date today);

/// What one basket holds together (SUB-052: one payment, one invoice, all or nothing).
struct BasketLine {
    std::string installation;
    std::string reference;
    std::string service;
    Currency currency;
};

/// Ordered by precedence.
enum class BasketRefusal {
    none,
    empty,
    duplicate_service, ///< the same service twice for one installation (SUB-023)
    mixed_currencies,  ///< one payment has one currency
};

const char* code_of(BasketRefusal refusal);
std::string explain(BasketRefusal refusal);
BasketRefusal check_basket(std::span<const BasketLine> lines);

/// SUB-005: earlier purchases are worth a warning at import, no refusal.
bool predates_platform(Date bought);

} // namespace duesday::rules
