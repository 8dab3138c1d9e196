// How a book stands: what is in it, what ran, what waits, what is late.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/timestamp.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace duesday::store {

struct BookCounts {
    std::int64_t customers = 0, installations = 0, invoices = 0, audit_rows = 0;
    std::int64_t running = 0, ordered = 0, lapsed = 0; ///< subscriptions, as recorded
    std::int64_t unexplained_payments = 0;             ///< that may have taken money
    std::int64_t letters_waiting = 0, messages_waiting = 0, held = 0, bounced = 0;
    std::int64_t readings_waiting = 0, readings_held = 0;
};
BookCounts count_book(Database& database);

/// The last run of a program.
struct LastRun {
    std::string program;
    Date business_date;
    Timestamp started_at;                 ///< real
    std::optional<Timestamp> finished_at; ///< nothing: it is running, or it was killed
    std::optional<std::int64_t> status;
    std::string summary;
};
std::vector<LastRun> last_runs(Database& database);

/// When the oldest letter was made that still waits.
std::optional<Timestamp> oldest_waiting_letter(Database& database);
struct LateLetters {
    std::int64_t letters = 0;
    std::string oldest; ///< the invoice that it brings
};
/// Invoice letters made before `made_before` that have not left (SUB-094).
LateLetters late_invoice_letters(Database& database, Timestamp made_before);

/// A charge that waits for its final answer. One that is planned or sent is in the hands of a run
/// on its own day; from the next day on it was left by one that died (D19).
struct UnresolvedCharge {
    std::string key, customer, state;
    Money amount;
    Date business_date;
    std::string reason; ///< empty, or why it is not known
};
std::vector<UnresolvedCharge> unresolved_charges(Database& database, Date today, int limit);

/// The business day of the last backup that the audit knows.
std::optional<Date> last_backup(Database& database);

} // namespace duesday::store
