#include "runtime/book_command.hpp"

#include "base/fault.hpp"
#include "runtime/stop_signal.hpp"
#include "store/book_folder.hpp"
#include "store/book_schema.hpp"
#include "store/locks.hpp"
#include "store/runs.hpp"

#include <fmt/format.h>

namespace duesday::runtime {

namespace {

/// The end of a run is a courtesy to the next reader: where even that cannot be written, what
/// happened before counts.
void end_run(Context& context, Exit status, const std::string& summary)
{
    try {
        store::finish_run(context.book, context.stamp(), static_cast<int>(status), summary,
                          context.clock.real());
    } catch (const Fault& fault) {
        context.report.warn(fmt::format("the end of this run is not recorded: {}", fault.what()));
    }
}

void require_setup(store::Book& book, Config& config)
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

/// A run that changes the book has a row, from before its first change.
void run_recorded(const BookCommand& command, Context& context)
{
    context.run = store::start_run(context.book, context.stamp());
    try {
        command.body(context);
    } catch (const Fault& fault) {
        end_run(context, exit_for(fault.kind()), fault.what());
        throw;
    }
    end_run(context, context.report.status(), context.report.summary_text());
}

} // namespace

Exit run_on_book(const BookCommand& command, const std::string& program,
                 const CommonOptions& options, LoadedConfig& config, Report& report)
{
    const auto file = options.book(config.config);
    store::require_own_folder(file);
    auto book = store::Book::open(file);
    require_setup(book, config.config);
    const bool changes = command.access == Access::write && !options.dry_run;
    if (command.access == Access::write) {
        // Before anything leaves: a half book, or one without its key (RELIABILITY 1.15).
        store::require_schema(book.database(), file);
        if (!options.dry_run)
            book.secret_key();
    }
    const bool live = book.mode() == store::Mode::live;
    const Clock clock{config.config.time_zone, options.named_day(!(live && changes))};
    if (live && changes)
        options.guard_live_day(config.config, clock.today());
    const int wait_seconds = options.lock_wait(command.confirms);
    std::vector<store::RunLock> locks;
    for (const auto& name : command.locks)
        if (!options.dry_run)
            locks.emplace_back(file, name, wait_seconds, &StopSignal::requested);
    Context context{book,
                    config,
                    clock,
                    report,
                    options.acting(),
                    options.confirmation,
                    program,
                    0,
                    options.dry_run,
                    wait_seconds,
                    &locks};
    if (const auto last = book.state().last_business_date;
        !live && last && clock.today() < *last && (changes || options.names_day()))
        report.warn(fmt::format("this book has already seen {}; working on {}", last->iso(),
                                clock.today().iso()));
    if (changes)
        run_recorded(command, context);
    else
        command.body(context);
    report.finish(program, clock.today());
    return report.status();
}

} // namespace duesday::runtime
