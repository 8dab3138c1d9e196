// Subscriptions in bulk.
#pragma once

#include "rules/subscription/renewal.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace duesday::store {

/// A subscription as a file states it. The views must live as long as the call.
struct SubscriptionContent {
    std::string_view number;
    std::int64_t installation = 0;
    std::string_view service;
    std::int64_t product = 0;
    std::int64_t purchaser = 0;
    Date bought_on, starts_on, expires_on;
    bool renewal = true;
    bool is_lapsed = false; ///< its end has passed: recorded as such, its place is free
    std::optional<Date> due_on;
};

std::int64_t last_subscription_id(Database& database);
/// False where the number, or the installation's place for the service, is taken already.
bool add_subscription(Write& write, const SubscriptionContent& content);
/// As many at once, which costs a third less: all of them, or none and false where one would not be
/// added.
inline constexpr std::size_t subscriptions_together = 8;
bool add_subscriptions(Write& write,
                       std::span<const SubscriptionContent, subscriptions_together> contents);
/// For a load that multiplies the table: its indexes that guard nothing are dropped within the
/// Write, and made from sorted rows at its end. Adding to them row by row costs more than the row.
void put_off_indexes(Write& write);
void make_indexes(Write& write);
std::int64_t subscription_id(Database& database, std::string_view number);

struct ImportedSubscription {
    std::int64_t id = 0;
    std::int64_t installation = 0;
    std::string service;
    std::int64_t product = 0;
    std::string reference;
    std::int64_t purchaser = 0;
    std::string purchaser_key;
    Date bought_on;
    int run = 1;
    Date starts_on, expires_on;
    std::optional<Date> imported_until;
    std::int64_t imported_product = 0; ///< that a file gave it last; 0 where none did
    bool renewal = true;
    rules::Standing standing = rules::Standing::running;
    std::optional<Date> due_on;
    bool is_charged = false;      ///< a charge of ours holds one of its periods
    bool is_payment_open = false; ///< ... and has no final answer
    bool is_declined = false;     ///< the coming period was declined to the present purchaser
    bool is_switched = false;     ///< somebody switched its renewal here: off, on, or handed over
    bool was_switched_on = false; ///< ... on, perhaps for another payer, and that is done
};
std::optional<ImportedSubscription> imported_subscription(Database& database,
                                                          std::string_view number);
void overwrite_subscription(Write& write, std::int64_t id, const SubscriptionContent& content);

/// Who holds an installation's place for a service.
struct PlaceHolder {
    std::string number;
    Date expires_on;
};
std::optional<PlaceHolder> place_holder(Database& database, std::int64_t installation,
                                        std::string_view service);

/// Another subscription, of those with this id at most, had that place until its end was recorded.
bool has_ended_before(Database& database, std::int64_t installation, std::string_view service,
                      std::int64_t last_known);

/// The purchaser was told about this expiry before the import, at a price that is not known (D22).
/// False where the book knows it already.
bool note_announcement(Write& write, std::int64_t subscription, Date expires_on,
                       std::int64_t purchaser);
bool is_announced(Database& database, std::int64_t subscription, Date expires_on,
                  std::int64_t purchaser);

} // namespace duesday::store
