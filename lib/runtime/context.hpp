// What a flow is given: the book, the configuration, today, the report, and who acts.
#pragma once

#include "base/date.hpp"
#include "runtime/clock.hpp"
#include "runtime/config.hpp"
#include "runtime/report.hpp"
#include "store/book.hpp"
#include "store/locks.hpp"

#include <optional>
#include <string>
#include <vector>

namespace duesday::runtime {

struct Actor {
    std::string name;      ///< --actor, $DUESDAY_ACTOR, else the login
    std::string os_user;   ///< the login
    bool is_named = false; ///< true where --actor or $DUESDAY_ACTOR gave it
};

/// How a person's command is confirmed (DESIGN 3).
struct ConfirmOptions {
    bool yes = false;
    std::optional<std::string> digest;
};

struct Context {
    store::Book& book;
    const LoadedConfig& loaded_config;
    const Clock& clock;
    Report& report;
    Actor actor;
    ConfirmOptions confirmation;
    std::string program;
    std::int64_t run = 0; ///< 0 for a command that only reads or plans
    bool dry_run = false;
    int wait_seconds = 0;                         ///< for a lock
    std::vector<store::RunLock>* locks = nullptr; ///< held for the run

    const Config& config() const { return loaded_config.config; }
    Date today() const { return clock.today(); }
    /// The same run through another connection to its book, which must outlive it.
    Context with_book(store::Book& other) const;
    /// For a Write that begins now.
    store::Stamp stamp() const;
    /// Between the parts of long work: lets go of the run's locks for a moment, so that a person's
    /// command gets its turn, and takes them again.
    void hand_over_locks(int seconds) const;
    /// True once SIGTERM or SIGINT asked for an end: finish the subject at hand, report, and set
    /// Exit::try_later where work is left (RELIABILITY 1.17).
    bool stop_requested() const;
};

enum class Confirmed {
    yes,
    not_yet, ///< the plan was printed; nothing may change; the exit status is already set (1)
    refused, ///< the digest does not fit any more; reported as stale_plan (65)
};

/// Shows the plan and asks as DESIGN 3 says: --yes, --confirm DIGEST, or "yes" on a terminal.
/// With --dry-run it prints the plan and answers not_yet with exit status 0.
Confirmed confirm(Context& context, const Plan& plan);
/// The same for a command that works without an open book.
Confirmed confirm(Report& report, const ConfirmOptions& confirmation, bool dry_run,
                  const Plan& plan);

} // namespace duesday::runtime
