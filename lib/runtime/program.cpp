#include "runtime/program.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"
#include "base/token.hpp"
#include "runtime/book_command.hpp"
#include "runtime/progress.hpp"
#include "runtime/stop_signal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::runtime {

namespace {

using BooklessAction =
    std::function<void(const Paths&, const LoadedConfig&, const Clock&, Report&)>;

/// Negative numbers and a single dash are values.
bool looks_like_option(std::string_view word)
{
    return word.size() > 1 && word[0] == '-' &&
           (word[1] == '-' || (word[1] >= 'a' && word[1] <= 'z') ||
            (word[1] >= 'A' && word[1] <= 'Z'));
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
        // One word each time: more would take the arguments of the command as well.
        app_.add_option(names, target, help)->delimiter(',')->allow_extra_args(false);
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
        command_.locks.push_back(name);
        return *this;
    }
    Command& confirms() override
    {
        command_.confirms = true;
        return *this;
    }
    Command& action(Access access, std::function<void(Context&)> body) override
    {
        command_.access = access;
        command_.body = std::move(body);
        return *this;
    }
    Command& action(BooklessAction body) override
    {
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

    /// Whether the next word belongs to this option of ours, or of a command above.
    bool takes_value(const std::string& word) const
    {
        for (const auto* app = &app_; app != nullptr; app = app->get_parent())
            if (const auto* option = app->get_option_no_throw(word))
                return option->get_items_expected_min() > 0;
        return false;
    }
    /// The sub-command of that name, or none.
    const Node* child(std::string_view name) const
    {
        for (const auto& child : children_)
            if (child->app_.get_name() == name)
                return child.get();
        return nullptr;
    }
    /// The command that the parsed words chose.
    const Node& chosen() const
    {
        for (const auto& child : children_)
            if (child->app_.parsed())
                return child->chosen();
        return *this;
    }
    bool has_action() const { return command_.body || bookless_; }
    /// Fault(usage) where a word of the parsed command line is empty: a script's "$UNSET". It names
    /// nothing, and as a path it would mean the present folder or none at all.
    void refuse_empty_words() const
    {
        for (const auto* option : app_.get_options()) {
            const auto& words = option->results();
            if (option->get_items_expected_max() == 0 ||
                std::find(words.begin(), words.end(), "") == words.end())
                continue;
            throw Fault{FaultKind::usage, fmt::format("{} is empty", option->get_name()),
                        option->get_required() ? "name what is meant"
                                               : "name what is meant, or leave it out",
                        "empty_value"};
        }
        for (const auto& child : children_)
            if (child->app_.parsed())
                child->refuse_empty_words();
    }
    std::vector<std::string> child_names() const
    {
        std::vector<std::string> names;
        for (const auto& child : children_)
            names.push_back(child->app_.get_name());
        return names;
    }

    CLI::App& app_;
    std::string footer_;
    BookCommand command_;
    BooklessAction bookless_;
    std::function<bool()> bookless_asked_;
    std::function<void(Report&, const Clock&)> asked_body_;
    std::vector<std::unique_ptr<Node>> children_;
};

/// What all programs share; see CLI.md "Common to all programs".
class Program::Frame {
public:
    Frame(const std::string& name, const std::string& summary,
          std::function<void(const LoadedConfig&)> check)
        : name_{name}, check_{std::move(check)}, app_{summary, name}, root_{app_}
    {
        app_.option_defaults()->group("Common options");
        app_.set_help_flag("-h,--help", "Print this and exit");
        app_.set_version_flag("--version", fmt::format("{} (Duesday) {}", name, DUESDAY_VERSION));
        app_.add_option("--config", options_.config_file, "Configuration file")->type_name("FILE");
        app_.add_option("--book", options_.book_file, "The book")->type_name("FILE");
        app_.add_option("--today", options_.today, "Business date")->type_name("YYYY-MM-DD");
        app_.add_flag("--catch-up", options_.catch_up,
                      "In a live book: work on a past day, at most 40 days back");
        app_.add_option("--actor", options_.actor, "Who acts, for rights and audit")
            ->type_name("NAME");
        app_.add_flag("-n,--dry-run", options_.dry_run, "Say what would happen, change nothing");
        app_.add_flag("--json", options_.style.json, "One JSON object a line");
        app_.add_flag("-q,--quiet", options_.style.quiet, "Only what needs attention");
        app_.add_flag("-v,--verbose", options_.verbosity,
                      "Every subject and why; twice: also what partners are asked and answer");
        app_.add_option("--progress", options_.progress, "A progress bar on standard error")
            ->check(CLI::IsMember({"auto", "always", "never"}))
            ->type_name("auto|always|never");
        app_.add_flag("--yes", options_.confirmation.yes,
                      "Go on where a confirmation is asked for");
        app_.add_option("--confirm", options_.confirmation.digest,
                        "Go on if the plan has this digest")
            ->type_name("DIGEST");
        app_.add_option("--wait", options_.wait, "Seconds to wait for a lock")
            ->type_name("SECONDS");
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
        options_.style.json =
            std::find(argv, argv + argc, std::string_view{"--json"}) != argv + argc;
        try {
            if (sodium_init() < 0)
                throw Fault{FaultKind::bug, "libsodium does not start"};
            if (const auto shown = parse(argc, argv))
                return *shown;
            return static_cast<int>(run_chosen());
        } catch (const Fault& fault) {
            Report{options_.style}.fault(name_, fault);
            return static_cast<int>(exit_for(fault.kind()));
        } catch (const std::filesystem::filesystem_error& error) {
            // A folder that may not be searched, a name that is too long, a loop of links ...
            const auto place =
                error.path1().empty() ? "the present folder" : error.path1().string();
            const Fault fault{FaultKind::no_input,
                              fmt::format("{}: {}", place, error.code().message()),
                              "mend the path or the permissions of the folders in it"};
            Report{options_.style}.fault(name_, fault);
            return static_cast<int>(exit_for(fault.kind()));
        } catch (const std::exception& error) {
            Report{options_.style}.fault(
                name_, Fault{FaultKind::bug, fmt::format("this is a bug: {}", error.what()),
                             "report it with the command line that shows it"});
            return static_cast<int>(Exit::bug);
        }
    }

private:
    /// An exit status where the words asked for help or the version.
    std::optional<int> parse(int argc, char** argv)
    {
        const bool json = options_.style.json;
        refuse_options_as_values(argc, argv);
        try {
            app_.parse(argc, argv);
        } catch (const CLI::Success& help) {
            std::ostringstream shown;
            app_.exit(help, shown, shown);
            Report report{options_.style};
            report.raw(shown.str());
            report.flush();
            return 0;
        } catch (const CLI::ParseError& error) {
            options_.style.json = json;
            throw Fault{FaultKind::usage, usage_text(error, argc, argv),
                        fmt::format("{} --help lists what there is", name_)};
        }
        options_.style.json = json;
        root_.refuse_empty_words();
        options_.style.verbose = options_.verbosity > 0;
        options_.style.trace = options_.verbosity > 1;
        if (!root_.chosen().has_action()) {
            const auto& chosen = root_.chosen();
            throw Fault{FaultKind::usage,
                        fmt::format("{} needs a command: {}", chosen.app_.get_name(),
                                    fmt::join(chosen.child_names(), ", ")),
                        fmt::format("{} --help lists what there is", name_)};
        }
        return std::nullopt;
    }

    /// CLI11 takes whatever follows an option for its value: `--actor --today D` would act as
    /// "--today".
    void refuse_options_as_values(int argc, char** argv) const
    {
        const Node* command = &root_;
        for (int i = 1; i < argc && std::string_view{argv[i]} != "--"; ++i) {
            const std::string word = argv[i];
            if (const auto* below = command->child(word)) {
                command = below;
                continue;
            }
            if (!looks_like_option(word) || !command->takes_value(word) || i + 1 == argc)
                continue;
            if (looks_like_option(argv[++i]))
                throw Fault{FaultKind::usage,
                            fmt::format("{} needs a value, and '{}' is an option", word, argv[i]),
                            fmt::format("name the value; one that begins with a dash is given as "
                                        "{}=VALUE",
                                        word)};
        }
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
        return without_tokens(std::move(text), argc, argv);
    }

    /// Whoever gave a token as an argument should not find it in a log as well.
    static std::string without_tokens(std::string text, int argc, char** argv)
    {
        for (int i = 1; i < argc; ++i) {
            std::string_view word = argv[i];
            word.remove_prefix(word.rfind('=') + 1); // npos + 1 is 0
            for (auto at = text.find(word); looks_like_token(word) && at != text.npos;
                 at = text.find(word))
                text.replace(at, word.size(), "(a token, which is never an argument)");
        }
        return text;
    }

    Exit run_chosen()
    {
        const Node& chosen = root_.chosen();
        if (chosen.bookless_asked_ && chosen.bookless_asked_()) {
            Report report{options_.style};
            chosen.asked_body_(report, Clock{Config{}.time_zone, options_.named_day(true)});
            report.flush();
            return report.status();
        }
        auto config = load_config(options_.config_file);
        check_(config);
        ProgressBar progress{options_.wanted_progress(), progress_surface(STDERR_FILENO)};
        Report report{options_.style, &progress};
        try {
            if (chosen.bookless_)
                return run_bookless(chosen, config, report);
            return run_on_book(chosen.command_, name_, options_, config, report);
        } catch (const Fault& fault) {
            report.fault(name_, fault);
            return exit_for(fault.kind());
        }
    }

    Exit run_bookless(const Node& chosen, const LoadedConfig& config, Report& report) const
    {
        Clock clock{config.config.time_zone, options_.named_day(true)};
        const auto clock_of_change = [&](store::Mode mode) {
            if (mode == store::Mode::live && !options_.dry_run) {
                clock = Clock{config.config.time_zone, options_.named_day(false)};
                options_.guard_live_day(config.config, clock.today());
            }
            return clock;
        };
        const Paths paths{options_.book(config.config),
                          options_.lock_wait(chosen.command_.confirms),
                          options_.acting(),
                          options_.confirmation,
                          name_,
                          options_.dry_run,
                          clock_of_change};
        chosen.bookless_(paths, config, clock, report);
        report.finish(name_, clock.today());
        return report.status();
    }

    std::string name_;
    std::function<void(const LoadedConfig&)> check_;
    CLI::App app_;
    Node root_;
    CommonOptions options_;
};

store::Stamp Paths::stamp(const Clock& clock) const
{
    return {clock.real(), clock.now(), clock.today(), actor.name, actor.os_user, program, 0};
}

Program::Program(const std::string& name, const std::string& summary,
                 std::function<void(const LoadedConfig&)> check)
    : frame_{std::make_unique<Frame>(name, summary, std::move(check))}
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
