#include "runtime/program.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "runtime/progress.hpp"
#include "runtime/stop_signal.hpp"
#include "store/book_folder.hpp"
#include "store/book_schema.hpp"
#include "store/locks.hpp"
#include "store/runs.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::runtime {

namespace {

constexpr int busy_ms = 10'000;             ///< how long a Write waits for another program's
constexpr int confirming_wait_seconds = 30; ///< lock wait of a person's command (DESIGN 4)
constexpr int catch_up_days = 40;           ///< how far back --catch-up reaches in a live book

using BookAction = std::function<void(Context&)>;
using BooklessAction =
    std::function<void(const Paths&, const LoadedConfig&, const Clock&, Report&)>;

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

/// It stands in the audit and on terminals.
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
    const char* home = std::getenv("HOME");
    return fmt::format("{}/.local/state/duesday/book.db", home != nullptr ? home : "");
}

} // namespace

/// A command and its CLI11 counterpart.
class Node final : public Command {
public:
    explicit Node(CLI::App& app) : app_{app} {}

    Command& flag(const std::string& names, bool& target, const std::string& help) override
    {
        app_.add_flag(names, target, help);
        return *this;
    }
    Command& option(const std::string& names, std::string& target, const std::string& help) override
    {
        app_.add_option(names, target, help);
        return *this;
    }
    Command& option(const std::string& names, std::optional<std::string>& target,
                    const std::string& help) override
    {
        app_.add_option(names, target, help)->type_name("TEXT");
        return *this;
    }
    Command& option(const std::string& names, int& target, const std::string& help) override
    {
        app_.add_option(names, target, help);
        return *this;
    }
    Command& option(const std::string& names, std::optional<Date>& target,
                    const std::string& help) override
    {
        app_.add_option_function<std::string>(
                names,
                [&target, names](const std::string& text) {
                    target = Date::parse(text);
                    if (!target)
                        throw CLI::ValidationError(
                            names, fmt::format("'{}' is not a date of the form YYYY-MM-DD", text));
                },
                help)
            ->type_name("YYYY-MM-DD");
        return *this;
    }
    Command& option(const std::string& names, std::vector<std::string>& target,
                    const std::string& help) override
    {
        app_.add_option(names, target, help)->delimiter(',');
        return *this;
    }
    Command& choice(const std::string& names, std::optional<std::string>& target,
                    const std::vector<std::string>& values, const std::string& help) override
    {
        app_.add_option(names, target, help)
            ->check(CLI::IsMember(values))
            ->type_name(fmt::format("{}", fmt::join(values, "|")));
        return *this;
    }
    Command& argument(const std::string& name, std::string& target, const std::string& help,
                      bool required) override
    {
        app_.add_option(name, target, help)->required(required)->type_name("");
        return *this;
    }
    Command& argument(const std::string& name, std::vector<std::string>& target,
                      const std::string& help, bool required) override
    {
        app_.add_option(name, target, help)->required(required)->type_name("");
        return *this;
    }
    Command& example(const std::string& line, const std::string& what) override
    {
        footer_ +=
            fmt::format("{}  {}\n      {}\n", footer_.empty() ? "\nExamples:\n" : "", line, what);
        app_.footer(footer_);
        return *this;
    }
    Command& lock(const std::string& name) override
    {
        locks_.push_back(name);
        return *this;
    }
    Command& confirms() override
    {
        confirms_ = true;
        return *this;
    }
    Command& action(Access access, BookAction body) override
    {
        access_ = access;
        body_ = std::move(body);
        return *this;
    }
    Command& action(BooklessAction body) override
    {
        access_ = Access::none;
        bookless_ = std::move(body);
        return *this;
    }
    Command& bookless(std::function<bool()> asked,
                      std::function<void(Report&, const Clock&)> body) override
    {
        bookless_asked_ = std::move(asked);
        asked_body_ = std::move(body);
        return *this;
    }
    Command& subcommand(const std::string& name, const std::string& summary) override
    {
        // Common options are declared once, at the root, and taken anywhere.
        auto* app = app_.add_subcommand(name, summary)->fallthrough();
        return *children_.emplace_back(std::make_unique<Node>(*app));
    }

    /// The command that the parsed words chose.
    const Node& chosen() const
    {
        for (const auto& child : children_)
            if (child->app_.parsed())
                return child->chosen();
        return *this;
    }
    bool has_action() const { return body_ || bookless_; }
    std::vector<std::string> child_names() const
    {
        std::vector<std::string> names;
        for (const auto& child : children_)
            names.push_back(child->app_.get_name());
        return names;
    }

    CLI::App& app_;
    std::string footer_;
    std::vector<std::string> locks_;
    bool confirms_ = false;
    Access access_ = Access::none;
    BookAction body_;
    BooklessAction bookless_;
    std::function<bool()> bookless_asked_;
    std::function<void(Report&, const Clock&)> asked_body_;
    std::vector<std::unique_ptr<Node>> children_;
};

/// What all programs share; see CLI.md "Common to all programs".
class Program::Frame {
public:
    Frame(const std::string& name, const std::string& summary)
        : name_{name}, app_{summary, name}, root_{app_}
    {
        app_.option_defaults()->group("Common options");
        app_.set_help_flag("-h,--help", "Print this and exit");
        app_.set_version_flag("--version", fmt::format("{} (Duesday) {}", name, DUESDAY_VERSION));
        app_.add_option("--config", config_file_, "Configuration file")->type_name("FILE");
        app_.add_option("--book", book_file_, "The book")->type_name("FILE");
        app_.add_option("--today", today_, "Business date")->type_name("YYYY-MM-DD");
        app_.add_flag("--catch-up", catch_up_,
                      "In a live book: work on a past day, at most 40 days back");
        app_.add_option("--actor", actor_, "Who acts, for rights and audit")->type_name("NAME");
        app_.add_flag("-n,--dry-run", dry_run_, "Say what would happen, change nothing");
        app_.add_flag("--json", style_.json, "One JSON object a line");
        app_.add_flag("-q,--quiet", style_.quiet, "Only what needs attention");
        app_.add_flag("-v,--verbose", verbosity_,
                      "Every subject and why; twice: also what partners are asked and answer");
        app_.add_option("--progress", progress_, "A progress bar on standard error")
            ->check(CLI::IsMember({"auto", "always", "never"}))
            ->type_name("auto|always|never");
        app_.add_flag("--yes", confirmation_.yes, "Go on where a confirmation is asked for");
        app_.add_option("--confirm", confirmation_.digest, "Go on if the plan has this digest")
            ->type_name("DIGEST");
        app_.add_option("--wait", wait_, "Seconds to wait for a lock")->type_name("SECONDS");
        app_.option_defaults()->group("Options");
    }

    Node& root() { return root_; }

    int run(int argc, char** argv)
    {
        umask(077);
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        StopSignal::install();
        // Known before parsing, so that a wrong command line is reported in the wanted form.
        style_.json = std::find(argv, argv + argc, std::string_view{"--json"}) != argv + argc;
        try {
            if (sodium_init() < 0)
                throw Fault{FaultKind::bug, "libsodium does not start"};
            if (const auto shown = parse(argc, argv))
                return *shown;
            return static_cast<int>(run_chosen());
        } catch (const Fault& fault) {
            Report{style_}.fault(name_, fault);
            return static_cast<int>(exit_for(fault.kind()));
        } catch (const std::exception& error) {
            Report{style_}.fault(name_, Fault{FaultKind::bug,
                                              fmt::format("this is a bug: {}", error.what()),
                                              "report it with the command line that shows it"});
            return static_cast<int>(Exit::bug);
        }
    }

private:
    /// An exit status where the words asked for help or the version.
    std::optional<int> parse(int argc, char** argv)
    {
        const bool json = style_.json;
        try {
            app_.parse(argc, argv);
        } catch (const CLI::Success& help) {
            app_.exit(help);
            return 0;
        } catch (const CLI::ParseError& error) {
            style_.json = json;
            throw Fault{FaultKind::usage, usage_text(error, argc, argv),
                        fmt::format("{} --help lists what there is", name_)};
        }
        style_.json = json;
        style_.verbose = verbosity_ > 0;
        style_.trace = verbosity_ > 1;
        if (!root_.chosen().has_action()) {
            const auto& chosen = root_.chosen();
            throw Fault{FaultKind::usage,
                        fmt::format("{} needs a command: {}", chosen.app_.get_name(),
                                    fmt::join(chosen.child_names(), ", ")),
                        fmt::format("{} --help lists what there is", name_)};
        }
        return std::nullopt;
    }

    std::string usage_text(const CLI::ParseError& error, int argc, char** argv) const
    {
        std::string text = error.what();
        // CLI11 does not say which sub-command was nearly meant.
        const auto names = root_.child_names();
        const std::vector<std::string_view> known{names.begin(), names.end()};
        for (int i = 1; i < argc && !known.empty(); ++i) {
            const std::string_view word = argv[i];
            if (word.starts_with('-') || std::find(known.begin(), known.end(), word) != known.end())
                continue;
            const auto near = text::nearest(word, known);
            if (!near.empty() && text.find(word) != text.npos)
                text += fmt::format("; did you mean '{}'?", near);
            break;
        }
        return text;
    }

    Exit run_chosen()
    {
        const Node& chosen = root_.chosen();
        if (chosen.bookless_asked_ && chosen.bookless_asked_()) {
            Report report{style_};
            chosen.asked_body_(report, Clock{Config{}.time_zone, wanted_today(true)});
            report.flush();
            return report.status();
        }
        auto config = load_config(config_file_);
        const std::string book_file = book_file_                   ? *book_file_
                                      : config.config.book.empty() ? default_book()
                                                                   : config.config.book;
        ProgressBar progress{wanted_progress(), progress_surface(STDERR_FILENO)};
        Report report{style_, &progress};
        try {
            if (chosen.bookless_) {
                const Clock clock{config.config.time_zone, wanted_today(true)};
                chosen.bookless_(Paths{book_file, wait_for_locks(chosen), actor(), confirmation_,
                                       name_, dry_run_},
                                 config, clock, report);
                report.finish(name_, clock.today());
                return report.status();
            }
            return run_with_book(chosen, book_file, config, report);
        } catch (const Fault& fault) {
            report.fault(name_, fault);
            return exit_for(fault.kind());
        }
    }

    Exit run_with_book(const Node& chosen, const std::string& book_file, LoadedConfig& config,
                       Report& report)
    {
        store::require_own_folder(book_file);
        auto book = store::Book::open(book_file, busy_ms);
        check_mode(book, config.config);
        const bool changes = chosen.access_ == Access::write && !dry_run_;
        if (chosen.access_ == Access::write) {
            // Before anything leaves: a half book, or one without its key (RELIABILITY 1.15).
            store::require_schema(book.database(), book_file);
            if (!dry_run_)
                book.secret_key();
        }
        const bool live = book.mode() == store::Mode::live;
        const Clock clock{config.config.time_zone, wanted_today(!(live && changes))};
        if (live && changes)
            guard_live_date(config.config, clock.today());
        std::vector<store::RunLock> locks;
        for (const auto& name : chosen.locks_)
            if (!dry_run_)
                locks.emplace_back(book_file, name, wait_for_locks(chosen), &StopSignal::requested);
        Context context{book,          config, clock, report,   actor(),
                        confirmation_, name_,  0,     dry_run_, wait_for_locks(chosen),
                        &locks};
        if (const auto last = book.state().last_business_date;
            !live && last && clock.today() < *last && (changes || names_today()))
            report.warn(fmt::format("this book has already seen {}; working on {}", last->iso(),
                                    clock.today().iso()));
        if (!changes) {
            chosen.body_(context);
            report.finish(name_, clock.today());
            return report.status();
        }
        context.run = store::start_run(book, context.stamp());
        try {
            chosen.body_(context);
        } catch (const Fault& fault) {
            end_run(context, exit_for(fault.kind()), fault.what());
            throw;
        }
        end_run(context, report.status(), report.summary_text());
        report.finish(name_, clock.today());
        return report.status();
    }

    /// The end of a run is a courtesy to the next reader: where even that cannot be written, what
    /// happened before counts.
    static void end_run(Context& context, Exit status, const std::string& summary)
    {
        try {
            store::finish_run(context.book, context.stamp(), static_cast<int>(status), summary,
                              context.clock.real());
        } catch (const Fault& fault) {
            context.report.warn(
                fmt::format("the end of this run is not recorded: {}", fault.what()));
        }
    }

    static void check_mode(store::Book& book, Config& config)
    {
        if (config.mode && *config.mode != store::name_of(book.mode()))
            throw Fault{FaultKind::bad_setup,
                        fmt::format("the configuration says mode = \"{}\", but {} is a {} book",
                                    *config.mode, book.file(), store::name_of(book.mode())),
                        "name the right book with --book, or mend the configuration"};
        if (book.mode() == store::Mode::sandbox) {
            if (const auto lacking = missing_of_seller(config); !lacking.empty())
                throw Fault{FaultKind::bad_setup,
                            fmt::format("the configured seller has no {}", lacking),
                            "set it, or leave the seller out: a sandbox book has one of its own"};
            add_sandbox_defaults(config);
            return;
        }
        const auto missing = missing_for_live(config);
        if (!missing.empty())
            throw Fault{FaultKind::bad_setup,
                        fmt::format("a live book needs configuration: {} {} missing{}",
                                    fmt::join(missing, ", "), missing.size() == 1 ? "is" : "are",
                                    config.file.empty() ? ", there is no configuration file"
                                                        : " in " + config.file),
                        "admin config says what each is for", "live_needs_configuration"};
    }

    /// Whether somebody asked for a day, and did not just take today's.
    bool names_today() const
    {
        const char* value = std::getenv("DUESDAY_TODAY");
        return today_ || (value != nullptr && *value != '\0');
    }

    std::optional<Date> wanted_today(bool from_environment) const
    {
        if (today_)
            return parse_today(*today_, "--today");
        if (const char* value = std::getenv("DUESDAY_TODAY");
            value != nullptr && *value != '\0' && from_environment)
            return parse_today(value, "$DUESDAY_TODAY");
        return std::nullopt;
    }

    void guard_live_date(const Config& config, Date today) const
    {
        const Date real = Clock{config.time_zone, std::nullopt}.today();
        if (today > real)
            throw Fault{FaultKind::usage, "a live book does not work on a future day",
                        "leave --today out, or rehearse on a copy", "future_day"};
        if (today < real && !catch_up_)
            throw Fault{FaultKind::usage,
                        fmt::format("a live book works on a past day ({}) only with --catch-up",
                                    today.iso()),
                        "add --catch-up if the days missed are to be worked through", "past_day"};
        if (real - today > catch_up_days)
            throw Fault{FaultKind::usage,
                        fmt::format("--catch-up reaches back {} days at most", catch_up_days),
                        "work from a later day; due work is caught up all the same", "past_day"};
    }

    ProgressMode wanted_progress() const
    {
        const auto mode = progress_mode(progress_);
        return style_.quiet && mode == ProgressMode::automatic ? ProgressMode::never : mode;
    }

    int wait_for_locks(const Node& chosen) const
    {
        if (wait_ && *wait_ < 0)
            throw Fault{FaultKind::usage, fmt::format("--wait {}: nobody waits so long", *wait_),
                        "name the seconds, 0 or more"};
        return wait_.value_or(chosen.confirms_ ? confirming_wait_seconds : 0);
    }

    Actor actor() const
    {
        const auto login = login_name();
        if (actor_)
            return {require_name(*actor_, "--actor"), login, true};
        if (const char* value = std::getenv("DUESDAY_ACTOR"); value != nullptr && *value != '\0')
            return {require_name(value, "$DUESDAY_ACTOR"), login, true};
        return {login, login, false};
    }

    std::string name_;
    CLI::App app_;
    Node root_;
    std::optional<std::string> config_file_, book_file_, today_, actor_;
    std::string progress_ = "auto";
    std::optional<int> wait_;
    bool catch_up_ = false;
    bool dry_run_ = false;
    int verbosity_ = 0;
    ReportStyle style_;
    ConfirmOptions confirmation_;
};

Program::Program(const std::string& name, const std::string& summary)
    : frame_{std::make_unique<Frame>(name, summary)}
{
}

Program::~Program() = default;

Command& Program::root()
{
    return frame_->root();
}

int Program::run(int argc, char** argv)
{
    return frame_->run(argc, argv);
}

} // namespace duesday::runtime
