// What must always hold of a book (DESIGN 6), as queries that give the rows that break it.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "rules/metering/metered_life.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

/// A row that breaks an invariant.
struct Offender {
    std::string subject; ///< "charge/...", "invoice/2026-000001"
    std::string text;    ///< what is wrong with it
};

/// An invariant that one query decides. The query gives subject and text of each offender among
/// the rows of `table` with an id above its only parameter.
struct SetCheck {
    std::string_view code;
    std::string_view claim; ///< what holds
    std::string_view table;
    std::string_view sql;
};
std::span<const SetCheck> set_checks();

/// The newest id of a table that a SetCheck names, or of subscription; 0 where it is empty.
std::int64_t newest_id(Database& database, std::string_view table);
void each_offender(Database& database, const SetCheck& check, std::int64_t after_id,
                   const std::function<void(Offender)>& offender);

/// A subscription and the periods that were paid for it, oldest first.
struct PaidLife {
    struct PaidPeriod {
        int run = 1;
        Date starts_on, ends_on;
    };
    std::string number, standing;
    int run = 1;
    Date starts_on, expires_on;
    std::optional<Date> imported_until;
    std::vector<PaidPeriod> periods;
};
void each_paid_life(Database& database, std::int64_t after_subscription,
                    const std::function<void(const PaidLife&)>& life);

/// What an invoice says and what it is made of.
struct InvoiceSums {
    struct Line {
        Money net;
        VatRate rate;
    };
    struct Subtotal {
        VatRate rate;
        Money net, vat;
    };
    std::string number;
    Money net, vat, total;
    std::vector<Line> lines;
    std::vector<Subtotal> subtotals; ///< rates rise
};
void each_invoice_sums(Database& database, std::int64_t after_invoice,
                       const std::function<void(const InvoiceSums&)>& invoice);

/// A running subscription and when renew looks at it next.
struct DueDay {
    std::int64_t subscription = 0;
    std::string number;
    Date expires_on;
    bool renewal = true;
    std::optional<Date> due_on;
};
void each_due_day(Database& database, std::int64_t after_subscription,
                  const std::function<void(const DueDay&)>& day);
/// What the next day depends on beside the subscription itself.
struct DueFacts {
    bool announced = false;   ///< to the present payer, for the present expiry
    bool period_open = false; ///< a charge for the coming period has no final answer
    bool has_failed = false;  ///< one for the coming period was refused
};
DueFacts due_facts(Database& database, std::int64_t subscription);

/// By meter's key: those that a reading newer than this one belongs to, as a whole.
void each_metered_life(
    Database& database, std::int64_t after_reading,
    const std::function<void(const std::string&, const rules::MeteredLife&)>& life);

} // namespace duesday::store
