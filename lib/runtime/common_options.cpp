#include "runtime/common_options.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "runtime/home.hpp"
#include "store/book_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace duesday::runtime {

namespace {

constexpr int confirming_wait_seconds = 30; ///< lock wait of a person's command (DESIGN 4)
constexpr int catch_up_days = 40;           ///< how far back --catch-up reaches in a live book

Date parse_today(const std::string& text, const std::string& where)
{
    constexpr int first_year = 1970;
    constexpr int last_year = 2999; // what is reckoned from a day stays within the calendar
    const auto date = Date::parse(text);
    if (!date)
        throw Fault{FaultKind::usage,
                    fmt::format("{} is not a date of the form YYYY-MM-DD: '{}'", where, text),
                    "write it as 2026-11-30"};
    if (date->year() < first_year || date->year() > last_year)
        throw Fault{FaultKind::usage,
                    fmt::format("{} is outside the years {} to {}: '{}'", where, first_year,
                                last_year, text),
                    "name a day that a book can work on"};
    return *date;
}

std::string require_name(const std::string& name, const char* where)
{
    if (text::trim(name).empty() || !text::is_utf8(name) || text::has_control_character(name) ||
        text::has_line_break(name))
        throw Fault{FaultKind::usage,
                    fmt::format("{} is no name: it is empty or holds control characters", where),
                    "name the person or the customer's e-mail"};
    return name;
}

std::string login_name()
{
    const auto* entry = getpwuid(geteuid());
    return entry != nullptr ? entry->pw_name : std::to_string(geteuid());
}

std::string default_book()
{
    const auto home = home_folder();
    if (!home)
        throw Fault{FaultKind::bad_setup, "no book is named, and HOME is not set",
                    "name the book with --book FILE or $DUESDAY_BOOK", "no_home"};
    return *home + "/.local/state/duesday/book.db";
}

/// A variable that is empty counts as not set.
const char* environment(const char* variable)
{
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

} // namespace

std::string CommonOptions::book(const Config& config) const
{
    if (book_file)
        return store::book_named(*book_file);
    return store::book_named(config.book.empty() ? default_book() : config.book);
}

std::optional<Date> CommonOptions::named_day(bool from_environment) const
{
    if (today)
        return parse_today(*today, "--today");
    if (const char* value = environment("DUESDAY_TODAY"); value != nullptr && from_environment)
        return parse_today(value, "$DUESDAY_TODAY");
    return std::nullopt;
}

bool CommonOptions::names_day() const
{
    return today || environment("DUESDAY_TODAY") != nullptr;
}

void CommonOptions::guard_live_day(const Config& config, Date day) const
{
    const Date real = Clock{config.time_zone, std::nullopt}.today();
    if (day > real)
        throw Fault{FaultKind::usage, "a live book does not work on a future day",
                    "leave --today out, or rehearse on a copy", "future_day"};
    if (day < real && !catch_up)
        throw Fault{
            FaultKind::usage,
            fmt::format("a live book works on a past day ({}) only with --catch-up", day.iso()),
            "add --catch-up if the days missed are to be worked through", "past_day"};
    if (real - day > catch_up_days)
        throw Fault{FaultKind::usage,
                    fmt::format("--catch-up reaches back {} days at most", catch_up_days),
                    "work from a later day; due work is caught up all the same", "past_day"};
}

Actor CommonOptions::acting() const
{
    const auto login = login_name();
    if (actor)
        return {require_name(*actor, "--actor"), login, true};
    if (const char* value = environment("DUESDAY_ACTOR"))
        return {require_name(value, "$DUESDAY_ACTOR"), login, true};
    return {login, login, false};
}

int CommonOptions::lock_wait(bool is_for_a_person) const
{
    if (wait && *wait < 0)
        throw Fault{FaultKind::usage, fmt::format("--wait {}: nobody waits so long", *wait),
                    "name the seconds, 0 or more"};
    return wait.value_or(is_for_a_person ? confirming_wait_seconds : 0);
}

ProgressMode CommonOptions::wanted_progress() const
{
    const auto mode = progress_mode(progress);
    return style.quiet && mode == ProgressMode::automatic ? ProgressMode::never : mode;
}

} // namespace duesday::runtime
