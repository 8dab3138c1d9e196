#include "runtime/progress.hpp"

#include "runtime/clock.hpp"
#include "runtime/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace duesday::runtime {

namespace {

constexpr std::int64_t auto_delay_ms = 1'000;
constexpr std::int64_t redraw_ms = 100;
constexpr int usual_columns = 80;
constexpr int longest_bar = 30;
constexpr int shortest_bar = 8; ///< below it the bar is left out

std::string with_thousands(std::int64_t number)
{
    auto text = std::to_string(number);
    for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

/// Two or three digits that say enough: "950 B", "1.2 kB", "48 MB".
std::string as_bytes(std::int64_t number)
{
    constexpr std::array<const char*, 5> units{"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    std::int64_t tenths = number * 10;
    for (; tenths >= 10'000 && unit + 1 < units.size(); ++unit)
        tenths /= 1'000;
    if (unit == 0 || tenths >= 100)
        return fmt::format("{} {}", tenths / 10, units[unit]);
    return fmt::format("{}.{} {}", tenths / 10, tenths % 10, units[unit]);
}

std::string amount(std::int64_t number, std::string_view unit)
{
    return unit == "bytes" ? as_bytes(number) : with_thousands(number);
}

std::string as_time(std::int64_t seconds)
{
    if (seconds < 3'600)
        return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
    return fmt::format("{}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

void write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return; // a bar that cannot be drawn is no reason to stop
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

} // namespace

ProgressMode progress_mode(std::string_view option)
{
    return option == "always"  ? ProgressMode::always
           : option == "never" ? ProgressMode::never
                               : ProgressMode::automatic;
}

ProgressSurface progress_surface(int descriptor)
{
    const char* terminal = std::getenv("TERM");
    const char* no_colour = std::getenv("NO_COLOR");
    ProgressSurface surface;
    surface.is_terminal = isatty(descriptor) != 0 &&
                          std::string_view{"dumb"} != (terminal != nullptr ? terminal : "");
    surface.has_colour = surface.is_terminal && (no_colour == nullptr || *no_colour == '\0');
    surface.columns = [descriptor] {
        winsize size{};
        return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                            : usual_columns;
    };
    surface.write = [descriptor](std::string_view text) { write_all(descriptor, text); };
    surface.elapsed_ms = elapsed_ms;
    return surface;
}

ProgressBar::ProgressBar(ProgressMode mode, ProgressSurface surface)
    : surface_{std::move(surface)}, is_wanted_{mode == ProgressMode::always ||
                                               (mode == ProgressMode::automatic &&
                                                surface_.is_terminal)},
      delay_ms_{mode == ProgressMode::always ? 0 : auto_delay_ms}
{
}

void ProgressBar::begin(const CountedWork& work)
{
    if (!is_wanted_)
        return;
    work_ = work;
    done_ = 0;
    is_running_ = true;
    work_began_ms_ = surface_.elapsed_ms();
    if (!program_began_ms_)
        program_began_ms_ = work_began_ms_;
    draw_if_due();
}

void ProgressBar::advance_to(std::int64_t done)
{
    if (!is_running_)
        return;
    done_ = done;
    draw_if_due();
}

void ProgressBar::end()
{
    is_running_ = false;
    clear();
}

void ProgressBar::clear()
{
    if (drawn_columns_ == 0)
        return;
    surface_.write(fmt::format("\r{:{}}\r", "", drawn_columns_));
    drawn_columns_ = 0;
}

void ProgressBar::draw_if_due()
{
    const auto now_ms = surface_.elapsed_ms();
    if (now_ms - *program_began_ms_ < delay_ms_ ||
        (drawn_at_ms_ && now_ms - *drawn_at_ms_ < redraw_ms))
        return;
    // The last column stays free: writing into it would wrap.
    const auto columns = std::max(surface_.columns() - 1, 1);
    const auto text = line(now_ms, columns);
    const auto rest = drawn_columns_ - std::min(drawn_columns_, text.size());
    auto coloured = text;
    if (const auto open = text.find('['), close = text.find(']');
        surface_.has_colour && open != text.npos && close != text.npos) {
        coloured.insert(close, "\x1b[0m");
        coloured.insert(open + 1, "\x1b[32m");
    }
    surface_.write(fmt::format("\r{}{:{}}", coloured, "", rest));
    drawn_columns_ = text.size();
    drawn_at_ms_ = now_ms;
}

std::string ProgressBar::line(std::int64_t now_ms, int columns) const
{
    const auto spent_ms = std::max<std::int64_t>(now_ms - work_began_ms_, 1);
    const bool has_total = work_.total && *work_.total > 0;
    const auto total = work_.total.value_or(0);
    const auto done = has_total ? std::min(done_, total) : done_;
    std::string share;
    auto facts = amount(done, work_.unit);
    if (has_total) {
        share = fmt::format("{:3} %", done * 100 / total);
        facts += " of " + amount(total, work_.unit);
    }
    if (work_.unit != "bytes")
        facts += fmt::format(" {}", work_.unit);
    facts += fmt::format("  {}/s", amount(done * 1'000 / spent_ms, work_.unit));
    if (has_total && done > 0)
        facts +=
            fmt::format("  {} left", as_time((total - done) * (spent_ms / 100 + 1) / done / 10));
    else if (!has_total)
        facts += fmt::format("  {}", as_time(spent_ms / 1'000));
    auto text = fmt::format("{}  ", work_.what);
    const auto room = columns - static_cast<int>(text.size() + share.size() + facts.size()) - 6;
    if (has_total && room >= shortest_bar) {
        const auto width = std::min(room, longest_bar);
        const auto full = static_cast<int>(done * width / total);
        text += fmt::format("[{:#<{}}{:-<{}}]  ", "", full, "", width - full);
    }
    text += has_total ? fmt::format("{}  {}", share, facts) : facts;
    if (text.size() > static_cast<std::size_t>(columns))
        text.resize(static_cast<std::size_t>(columns));
    return text;
}

Progress::Progress(Report& report, const CountedWork& work) : bar_{report.progress()}
{
    if (bar_ != nullptr && !bar_->is_wanted())
        bar_ = nullptr;
    if (bar_ != nullptr)
        bar_->begin(work);
}

Progress::~Progress()
{
    if (bar_ != nullptr)
        bar_->end();
}

void Progress::expect(std::int64_t total)
{
    if (bar_ != nullptr)
        bar_->expect(total);
}

void Progress::expect_more(std::int64_t number)
{
    if (bar_ != nullptr)
        bar_->expect_more(number);
}

void Progress::advance(std::int64_t number)
{
    if (bar_ != nullptr)
        bar_->advance(number);
}

void Progress::advance_to(std::int64_t done)
{
    if (bar_ != nullptr)
        bar_->advance_to(done);
}

} // namespace duesday::runtime
