// The frame of an unattended program: options, configuration, clock, book, lock, report, exit
// status. A main declares its commands and hands over to a flow.
#pragma once

#include "base/date.hpp"
#include "base/money.hpp"
#include "runtime/context.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace duesday::runtime {

/// What a command does to the book.
enum class Access {
    none,  ///< needs no book: the action gets none (see Program::paths for where it would be)
    read,  ///< a listing: runs beside anything
    write, ///< changes rows: recorded as a run, and --today is guarded in a live book
};

/// Where things are, for commands that work without an open book (admin init, restore ...).
struct Paths {
    std::string book;
    int wait_seconds = 0;
    Actor actor;
    ConfirmOptions confirmation;
    std::string program;
    bool dry_run = false;
    /// The day on which a book is changed outside any run: a live one takes none from the
    /// environment, and Fault(usage) where --today names one that it does not work on.
    std::function<Clock(store::Mode)> clock_of_change;

    /// For a Write outside any run.
    store::Stamp stamp(const Clock& clock) const;
};

/// The root command of a program, or one of its sub-commands.
class Command {
public:
    virtual ~Command() = default;

    virtual Command& flag(const std::string& names, bool& target, const std::string& help) = 0;
    virtual Command& option(const std::string& names, std::string& target,
                            const std::string& help) = 0;
    virtual Command& option(const std::string& names, std::optional<std::string>& target,
                            const std::string& help) = 0;
    virtual Command& option(const std::string& names, int& target, const std::string& help) = 0;
    virtual Command& option(const std::string& names, std::optional<Date>& target,
                            const std::string& help) = 0;
    /// Given several times, or once with commas.
    virtual Command& option(const std::string& names, std::vector<std::string>& target,
                            const std::string& help) = 0;
    /// Only these values are taken; the first is no default.
    virtual Command& choice(const std::string& names, std::optional<std::string>& target,
                            const std::vector<std::string>& values, const std::string& help) = 0;
    /// A word without a dash, named in capitals in the help. `required`: 64 where it is missing.
    virtual Command& argument(const std::string& name, std::string& target, const std::string& help,
                              bool required = true) = 0;
    virtual Command& argument(const std::string& name, std::vector<std::string>& target,
                              const std::string& help, bool required = true) = 0;
    /// An example of use, shown at the end of the help.
    virtual Command& example(const std::string& line, const std::string& what) = 0;

    /// The data guarded while it runs ("cards", "outbox", ...); several are taken in order.
    virtual Command& lock(const std::string& name) = 0;
    /// A person's command: --yes and --confirm apply, and it waits 30 s for a lock.
    virtual Command& confirms() = 0;

    /// Runs with an open book.
    virtual Command& action(Access access, std::function<void(Context&)> body) = 0;
    /// Runs without one (Access::none).
    virtual Command&
    action(std::function<void(const Paths&, const LoadedConfig&, const Clock&, Report&)> body) = 0;
    /// Runs without a book where `asked` says so once the words are parsed (import-data --schema),
    /// in place of the action with one.
    virtual Command& bookless(std::function<bool()> asked,
                              std::function<void(Report&, const Clock&)> body) = 0;

    virtual Command& subcommand(const std::string& name, const std::string& summary) = 0;
};

class Program {
public:
    /// `name` as typed, `summary` one sentence for --help. `check` throws where the business finds
    /// the configuration wrong; it is asked before every action that reads the configuration.
    Program(const std::string& name, const std::string& summary,
            std::function<void(const LoadedConfig&)> check);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Command& root();
    /// Parses, runs the chosen action and turns whatever happens into an exit status.
    int run(int argc, char** argv);

private:
    class Frame;
    std::unique_ptr<Frame> frame_;
};

} // namespace duesday::runtime
