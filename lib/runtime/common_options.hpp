// The options that all programs share, and what they mean: whose book, which day, who acts (CLI.md
// "Common to all programs").
#pragma once

#include "base/date.hpp"
#include "runtime/context.hpp"
#include "runtime/progress.hpp"

#include <optional>
#include <string>

namespace duesday::runtime {

struct CommonOptions {
    std::optional<std::string> config_file, book_file, today, actor;
    std::string progress = "auto";
    std::optional<int> wait;
    bool catch_up = false;
    bool dry_run = false;
    int verbosity = 0;
    ReportStyle style;
    ConfirmOptions confirmation;

    /// Where the book is: option, configuration, the caller's home; links are followed.
    std::string book(const Config& config) const;
    /// The day that --today names, or $DUESDAY_TODAY where `from_environment`. Fault(usage) where
    /// it is none that a book can work on.
    std::optional<Date> named_day(bool from_environment) const;
    /// Whether somebody asked for a day, and did not just take today's.
    bool names_day() const;
    /// Fault(usage) where a live book must not be changed on that day.
    void guard_live_day(const Config& config, Date day) const;
    /// Fault(usage) where the name is none: it stands in the audit and on terminals.
    Actor acting() const;
    /// Seconds; a person's command waits for a while by itself.
    int lock_wait(bool is_for_a_person) const;
    ProgressMode wanted_progress() const;
};

} // namespace duesday::runtime
