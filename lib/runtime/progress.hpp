// How far long work has come: one line on standard error, drawn over and over and gone at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace duesday::runtime {

class Report;

/// --progress (CLI.md).
enum class ProgressMode {
    automatic, ///< only on a terminal, and for work that takes over a second
    always,    ///< at once, whatever standard error is
    never,
};
/// "auto", "always" or "never"; anything else is automatic.
ProgressMode progress_mode(std::string_view option);

/// What the bar is drawn on, and the time by which it is drawn.
struct ProgressSurface {
    bool is_terminal = false;
    bool has_colour = false;
    std::function<int()> columns; ///< of a line; asked for each drawing
    std::function<void(std::string_view)> write;
    std::function<std::int64_t()> elapsed_ms; ///< since any moment; never goes back
};
/// A file descriptor. A terminal called dumb is none; NO_COLOR takes the colour away.
ProgressSurface progress_surface(int descriptor);

/// What is counted.
struct CountedWork {
    std::string_view what; ///< "loading"; lives as long as the work
    std::string_view unit; ///< "payers"; "bytes" are shown as kB, MB, GB
    std::optional<std::int64_t> total{};
};

/// The bar of a program. Drawn at most ten times a second.
class ProgressBar {
public:
    ProgressBar(ProgressMode mode, ProgressSurface surface);
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// False where nothing will ever be drawn: totals need not be asked for.
    bool is_wanted() const { return is_wanted_; }
    void begin(const CountedWork& work);
    void expect(std::int64_t total) { work_.total = total; }
    void expect_more(std::int64_t number) { expect(work_.total.value_or(0) + number); }
    void advance_to(std::int64_t done);
    void advance(std::int64_t number) { advance_to(done_ + number); }
    void end();
    /// Takes it off the line so that something else can be said; the next advance draws it again.
    void clear();

private:
    void draw_if_due();
    std::string line(std::int64_t now_ms, int columns) const;

    ProgressSurface surface_;
    bool is_wanted_ = false;
    std::int64_t delay_ms_ = 0; ///< before the first drawing
    CountedWork work_;
    bool is_running_ = false;
    std::int64_t done_ = 0;
    std::optional<std::int64_t> program_began_ms_;
    std::int64_t work_began_ms_ = 0;
    std::optional<std::int64_t> drawn_at_ms_;
    std::size_t drawn_columns_ = 0;
};

/// A piece of work that is counted as long as this lives. Nothing happens where the report has no
/// bar.
class Progress {
public:
    Progress(Report& report, const CountedWork& work);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    bool is_wanted() const { return bar_ != nullptr; }
    /// The total is known from now on, or grows.
    void expect(std::int64_t total);
    void expect_more(std::int64_t number);
    void advance(std::int64_t number = 1);
    void advance_to(std::int64_t done);

private:
    ProgressBar* bar_ = nullptr;
};

} // namespace duesday::runtime
