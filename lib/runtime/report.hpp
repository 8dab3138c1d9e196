// What a program says: its report on standard output, diagnostics on standard error. As lines for
// people or, with --json, as one object a line (CLI.md "JSON", schemas/output).
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "base/outcome.hpp"
#include "runtime/exit.hpp"
#include "runtime/fields.hpp"
#include "runtime/report_tables.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duesday::runtime {

class ProgressBar;

/// How much is said.
struct ReportStyle {
    bool json = false;
    bool quiet = false;   ///< only what needs attention
    bool verbose = false; ///< every subject and why
    bool trace = false;   ///< also what partners are asked and answer
};

/// One subject of the run.
struct Event {
    std::string_view event;   ///< "charge", "notice", "lapse", ...
    std::string_view subject; ///< its key
    Outcome outcome = Outcome::done;
    std::string_view reason = {}; ///< stable code; for skipped and attention
    std::string_view text = {};   ///< a sentence for a person
};

/// What a plan for a person says.
struct Plan {
    std::vector<Fields> lines; ///< with amounts
    Fields facts;              ///< what holds for all lines: the payer, the card, the VAT
    std::optional<Money> total;
    /// Everything the decision rests on; the digest is made of it, so that --confirm refuses when
    /// a row behind the summary has changed.
    std::string basis;
};

class Report {
public:
    /// `progress` is taken off its line before anything is said; it outlives the report.
    explicit Report(ReportStyle style, ProgressBar* progress = nullptr)
        : style_{style}, progress_{progress}
    {
    }
    ~Report();
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;

    /// Says what became of a subject, and counts it.
    void subject(const Event& event, const Fields& fields = {});
    /// Counts subjects that are not worth a line each.
    void count_done(std::int64_t number) { done_ += number; }
    /// Counts what needs attention and was said otherwise, or is beyond what is printed.
    void count_attention(std::int64_t number) { attention_ += number; }
    /// A rule refused a person's command: an attention line, and exit status 65 (or `status`).
    void refuse(const Event& event, const Fields& fields = {}, Exit status = Exit::bad_input);

    /// A line of a listing. All rows of one listing have the same keys.
    void row(const Fields& fields);
    /// The object of a `show` command, printed first.
    void object(std::string_view event, const Fields& fields);
    /// The plan that waits for a confirmation.
    void plan(std::string_view digest, const Plan& plan);
    /// Plain text for people; nothing in JSON.
    void say(std::string_view text);
    /// Raw text that the caller asked for (a template, a dump, a document); both styles.
    void raw(std::string_view text);
    /// A warning on standard error; leaves the exit status alone.
    void warn(std::string_view text);

    /// A line of what a partner was asked or answered, on standard error: holds no secret.
    void trace(std::string_view line);

    /// Adds to a counter of the summary; counters appear in the order of their first use.
    void count(std::string_view key, std::int64_t number = 1);
    void summary_field(std::string_view key, std::string_view value);
    /// Raises the exit status where nothing was refused; attention events do so by themselves.
    void set_status(Exit status);

    Exit status() const;
    /// Hands everything said so far to standard output. Fault(cannot_write) where it fails.
    void flush();
    /// Prints what is still held back and the summary, and flushes. Fault(cannot_write) where
    /// standard output does not take it.
    void finish(std::string_view program, Date today);
    /// The last line after a fault.
    void fault(std::string_view program, const Fault& fault);
    /// For table run: "done 3, attention 1, ...".
    std::string summary_text() const;

    const ReportStyle& style() const { return style_; }
    /// Null where there is none; see runtime/progress.hpp.
    ProgressBar* progress() const { return progress_; }

private:
    void line(std::string_view text);
    void flush_rows();
    void clear_progress() const;

    ReportStyle style_;
    ProgressBar* progress_ = nullptr;
    std::string buffer_;
    Listing listing_;
    std::int64_t done_ = 0;
    std::int64_t skipped_ = 0;
    std::int64_t attention_ = 0;
    std::vector<std::pair<std::string, std::int64_t>> counters_;
    std::vector<std::pair<std::string, std::string>> extras_;
    std::optional<Exit> status_;
};

} // namespace duesday::runtime
