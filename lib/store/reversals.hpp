// Money that went back after it was paid: entries of their own, never changed (DESIGN 6.4).
#pragma once

#include "base/money.hpp"
#include "rules/invoice/reversal.hpp"
#include "store/book.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace duesday::store {

struct Reversal {
    std::int64_t charge = 0;
    std::optional<std::int64_t> invoice; ///< open again; none for a card test
    std::string kind;                    ///< chargeback or refund
    std::string provider_reference;
    Money amount; ///< above zero
    Timestamp made_at;
};

/// Recorded, or passed over.
bool knows_reversal(Database& database, std::string_view provider_reference);
/// Known, and not taken back itself.
bool is_reversal_in_force(Database& database, std::string_view provider_reference);
/// When the provider made the oldest one since then that may still be won.
std::optional<Timestamp> oldest_chargeback_since(Database& database, Timestamp since);
void add_reversal(Write& write, const Reversal& reversal);
/// It was taken back itself: what it was of is paid again.
void end_reversal(Write& write, std::string_view provider_reference);

/// The invoice that a charge's payment is allocated to.
struct PaidInvoice {
    std::int64_t id = 0;
    std::string number;
    bool is_credited = false;
};
std::optional<PaidInvoice> invoice_of_charge(Database& database, std::int64_t charge);

/// Nothing was ever reversed: the usual case.
bool has_reversals(Database& database);
/// A charge of which something went back, and was not won again.
struct ReversedCharge {
    std::int64_t charge = 0;
    rules::MoneyBack back;
};
/// Those of this payer that paid an invoice.
std::vector<ReversedCharge> reversed_charges(Database& database, std::int64_t payer);

/// What came and went of a charge until now.
rules::MoneyBack money_back(Database& database, std::int64_t charge);

/// A refund that somebody made at the provider, of a payment for an invoice.
struct Refund {
    std::int64_t reversal = 0;
    std::string charge; ///< its key
    std::string provider, provider_reference;
    std::string invoice, customer; ///< their number and key
    Money amount;
    bool is_partial = false;        ///< more was paid than went back until now
    bool is_credited = false;       ///< the invoice was taken back
    std::optional<Date> settled_on; ///< a person said what it was for
};
/// By its own number at the provider; nothing where it is none of this book's, or taken back.
std::optional<Refund> find_refund(Database& database, std::string_view provider_reference);
/// A person said what a refund of a part was for: it waits for nobody any more.
void settle_refund(Write& write, std::int64_t reversal, std::string_view reason);

/// A reversal that waits for a person's decision: its invoice has not been credited, and of a
/// refund of a part nobody said what it was for.
struct UnsettledReversal {
    std::string provider_reference;
    std::string invoice, customer, kind;
    Money amount;
    Date found_on;
    bool is_partial = false; ///< a refund, and more was paid than went back until now
};
std::vector<UnsettledReversal> unsettled_reversals(Database& database, int limit);

/// It is of no charge of this book: not to be asked about again.
void pass_reversal(Write& write, std::string_view provider_reference);

/// Real time at which this book was made.
Timestamp book_made_at(Database& database);
/// Real time of the last complete look; nothing before the first.
std::optional<Timestamp> reversals_asked_at(Database& database, std::string_view provider);
void note_reversals_asked(Write& write, std::string_view provider, Timestamp at);

} // namespace duesday::store
