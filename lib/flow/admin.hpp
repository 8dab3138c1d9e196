// The book's own upkeep: made, looked into, proved sound, saved and brought back (man
// duesday-admin.1).
#pragma once

#include "runtime/context.hpp"
#include "runtime/program.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

struct InitOptions {
    bool live = false;
};
/// Makes the book, and the folder it stands in. Fault(bad_input, book_exists) where one is there.
void admin_init(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                runtime::Report& report, const InitOptions& options);

struct CheckOptions {
    bool quick = false;
};
/// Proves the invariants of DESIGN 6, one line each. Status 65 and the rows where one fails.
void admin_check(runtime::Context& context, const CheckOptions& options);

/// A checked copy of the book and its key; recorded in the audit.
void admin_backup(runtime::Context& context, const std::string& file);

struct RestoreOptions {
    std::string file;
    /// The first numbers that no invoice or credit note has: what the lost book gave is left out.
    std::vector<std::string> next_invoices;
};
/// Puts a backup into the book's place after a check and a confirmation. It does not charge before
/// the partners were asked (DESIGN 2).
void admin_restore(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                   runtime::Report& report, const RestoreOptions& options);

struct AdoptOptions {
    /// As RestoreOptions::next_invoices.
    std::vector<std::string> next_invoices;
};
/// Marks a book that was copied by other means than admin_restore, after a confirmation: like a
/// restored one it does not charge before the partners were asked (DESIGN 2).
void admin_adopt(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                 runtime::Report& report, const AdoptOptions& options);

/// Brings a book of an older version up to this one, after a backup beside it.
void admin_migrate(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                   runtime::Report& report);

struct StatusOptions {
    std::optional<std::string> max_age; ///< "26h", "2d": how old the last run of a job may be
};
/// Counts, last runs, and what is late; status 1 where something is.
void admin_status(runtime::Context& context, const StatusOptions& options);

/// The effective configuration and what a live book would still need.
void admin_config(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                  runtime::Report& report);

struct AuditOptions {
    bool verify = false;
    std::optional<std::string> subject; ///< "subscription/S-1" or just "S-1"
    std::optional<Date> since;          ///< business day
};
/// Lists the audit, or proves its chain: status 65 and the row where it is broken.
void admin_audit(runtime::Context& context, const AuditOptions& options);

/// Fills an empty sandbox book with a small firm; the same one for the same day.
void admin_demo(runtime::Context& context);

/// Prints the book as canonical text.
void admin_dump(runtime::Context& context);

} // namespace duesday::flow
