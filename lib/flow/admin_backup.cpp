#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "flow/book_checks.hpp"
#include "flow/lost_since_copy.hpp"
#include "runtime/progress.hpp"
#include "store/backups.hpp"
#include "store/book_folder.hpp"
#include "store/book_schema.hpp"
#include "store/locks.hpp"
#include "store/unfinished_copy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>
#include <memory>

namespace duesday::flow {

namespace fs = std::filesystem;

namespace {

/// Every run lock of a book (DESIGN 4): what replaces the book must be alone with it.
constexpr std::array<const char*, 7> all_locks{"init",       "cards",    "outbox", "meters",
                                               "enrolments", "services", "repairs"};

std::vector<store::RunLock> take_all_locks(const runtime::Paths& paths)
{
    std::vector<store::RunLock> locks;
    for (const auto* name : all_locks)
        locks.emplace_back(paths.book, name, paths.wait_seconds);
    return locks;
}

void require_mode(const runtime::Config& config, store::Mode mode, const std::string& file)
{
    if (config.mode && *config.mode != store::name_of(mode))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("the configuration says mode = \"{}\", but {} is a {} book",
                                *config.mode, file, store::name_of(mode)),
                    "name the right file, or mend the configuration"};
}

/// Reports what is wrong with a copy; true where nothing is.
bool is_sound(store::Book& copy, CheckDepth depth, runtime::Report& report, runtime::Exit status)
{
    bool sound = true;
    check_book(copy, depth, [&](const CheckResult& check) {
        for (const auto& offender : check.first)
            report.refuse(
                {"offender", offender.subject, Outcome::attention, check.code, offender.text}, {},
                status);
        sound = sound && check.offenders == 0;
    });
    return sound;
}

std::string parent_folder(const std::string& file)
{
    const auto folder = fs::path{file}.parent_path();
    return folder.empty() ? "." : folder.string();
}

} // namespace

void admin_backup(runtime::Context& context, const std::string& file)
{
    if (context.dry_run) {
        context.report.subject({"backup", file, Outcome::done, "", "would be made"});
        return;
    }
    // First: what a kill left takes the room that the new copy needs.
    const auto removed = store::remove_unfinished_copies(parent_folder(file), context.book.file());
    store::ChainHead head;
    const auto check = [&](store::Book& copy) {
        if (const auto problem = copy.database().integrity_problem(); !problem.empty())
            throw Fault{FaultKind::bad_input, fmt::format("the copy is damaged: {}", problem),
                        "run admin check: the book may be damaged as well", "corrupt_book"};
        is_sound(copy, CheckDepth::quick, context.report, runtime::Exit::attention);
        head = store::audit_chain_head(copy.database());
    };
    {
        runtime::Progress progress{context.report, {"copying", "bytes"}};
        store::back_up(context.book, file, check, [&](std::int64_t bytes, std::int64_t total) {
            progress.expect(total);
            progress.advance_to(bytes);
        });
    }
    store::Write write{context.book, context.stamp()};
    write.audit("book", "backup", store::Changes{}.field("file", "", file));
    write.commit();
    context.report.subject({"backup", file, Outcome::done, "",
                            fmt::format("made, with its key {}", store::key_file_of(file))},
                           runtime::Fields{}.add("key", store::key_file_of(file)));
    for (const auto& unfinished : removed)
        context.report.subject({"unfinished_copy", unfinished, Outcome::done, "",
                                "removed, with its key: a backup that was cut off had left it"});
    // A chain does not show a cut tail: its head also goes elsewhere, into the night's page.
    context.report.say(fmt::format("audit head {} after {} rows", head.hash, head.rows));
    context.report.count("audit_rows", head.rows);
    context.report.summary_field("audit_head", head.hash);
}

void admin_restore(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                   runtime::Report& report, const RestoreOptions& options)
{
    const auto& file = options.file;
    const auto next = parse_next_numbers(options.next_invoices);
    if (const auto status = fs::symlink_status(paths.book);
        fs::exists(status) && !fs::is_regular_file(status))
        throw Fault{
            FaultKind::usage,
            fmt::format("{} is a link or no file: a restored book does not replace it", paths.book),
            "name the book itself with --book FILE", "not_an_output"};
    if (fs::exists(paths.book) && fs::exists(file) && fs::equivalent(paths.book, file))
        throw Fault{FaultKind::usage, "a book is not restored from itself", "name the backup"};
    auto backup = std::make_unique<store::Book>(store::Book::open(file));
    require_mode(config.config, backup->mode(), file);
    const auto last_day = backup->state().last_business_date.value_or(Date{}).iso();
    const auto clock = paths.clock_of_change(backup->mode());
    require_ahead(backup->database(), next);
    const auto about_the_numbers =
        about_numbers(backup->database(), paths.stamp(clock).business_date, last_day);
    backup.reset();
    if (fs::exists(paths.book) || paths.dry_run) {
        runtime::Plan plan;
        plan.lines.push_back(runtime::Fields{}
                                 .add("action", "restore")
                                 .add("from", file)
                                 .add("over", paths.book)
                                 .add("last_day_in_backup", last_day));
        plan.facts.add("next_invoices", options.next_invoices)
            .add("numbers", about_the_numbers)
            .add("lost", about_wishes(last_day));
        plan.basis = fmt::format("restore\n{}\n{}\n{}\n{}", file, paths.book, last_day,
                                 fmt::join(options.next_invoices, " "));
        if (confirm(report, paths.confirmation, paths.dry_run, plan) != runtime::Confirmed::yes)
            return;
    }
    store::create_parent_folder(paths.book);
    store::require_own_folder(paths.book);
    const auto locks = take_all_locks(paths);
    const auto restored = store::restore(
        file, paths.book, paths.stamp(clock),
        [&](store::Book& copy) {
            return is_sound(copy, CheckDepth::full, report, runtime::Exit::bad_input);
        },
        [&](store::Write& write) { leave_out(write, next); });
    if (!restored) {
        report.refuse({"restore", file, Outcome::attention, "unsound_backup",
                       "the backup is not sound and was not restored: take an older one"});
        return;
    }
    report.subject({"restore", paths.book, Outcome::done, "",
                    fmt::format("restored from {}{}", file,
                                restored->kept_as.empty()
                                    ? ""
                                    : fmt::format("; what was there is {}", restored->kept_as))},
                   runtime::Fields{}
                       .add("reconcile_from", restored->reconcile_from.iso())
                       .add("kept_as", restored->kept_as));
    report.say("Next: poll-confirmations --reconcile asks the partners what happened since the "
               "backup; nothing that costs leaves before.");
    if (next.empty())
        report.say(about_the_numbers);
    report.say(about_wishes(last_day));
}

void admin_adopt(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                 runtime::Report& report)
{
    store::require_own_folder(paths.book);
    auto book = store::Book::open(paths.book);
    require_mode(config.config, book.mode(), paths.book);
    store::require_schema(book.database(), paths.book);
    const auto clock = paths.clock_of_change(book.mode());
    book.secret_key(); // the key is what a file copy leaves behind most easily
    std::vector<store::RunLock> locks;
    if (!paths.dry_run)
        locks = take_all_locks(paths); // so that what was confirmed is what is written
    const auto stamp = paths.stamp(clock);
    const auto since = store::unknown_since(book, stamp.real);
    runtime::Plan plan;
    plan.lines.push_back(runtime::Fields{}
                             .add("action", "adopt")
                             .add("book", paths.book)
                             .add("reconcile_from", since.iso()));
    plan.basis = fmt::format("adopt\n{}\n{}", paths.book, since.iso());
    if (confirm(report, paths.confirmation, paths.dry_run, plan) != runtime::Confirmed::yes)
        return;
    store::adopt(book, since, stamp);
    report.subject(
        {"adopt", paths.book, Outcome::done, "",
         fmt::format("adopted: what its partners did since {} is not known to it", since.iso())},
        runtime::Fields{}.add("reconcile_from", since.iso()));
    report.say("Next: admin check, then poll-confirmations --reconcile asks the partners what "
               "happened since the copy; nothing that costs leaves before.");
}

void admin_migrate(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                   runtime::Report& report)
{
    store::require_own_folder(paths.book);
    const auto [mode, pending] = store::Book::version_of(paths.book);
    require_mode(config.config, mode, paths.book);
    const auto clock = paths.clock_of_change(mode);
    if (pending == 0) {
        store::Book::open(paths.book); // a newer schema is refused here
        report.subject({"migrate", paths.book, Outcome::done, "", "nothing to do"});
        return;
    }
    const auto what = fmt::format("{} migration{}", pending, pending == 1 ? "" : "s");
    if (paths.dry_run) {
        report.subject({"migrate", paths.book, Outcome::done, "", "would apply " + what});
        return;
    }
    const auto locks = take_all_locks(paths);
    const auto backup = store::back_up_before_migration(paths.book);
    store::Book::migrate(paths.book);
    auto book = store::Book::open(paths.book);
    store::Write write{book, paths.stamp(clock)};
    write.audit("book", "migrated", "", fmt::format("migrations={}\nbackup={}", pending, backup));
    write.commit();
    report.subject({"migrate", paths.book, Outcome::done, "",
                    fmt::format("applied {}; the book as it was: {}", what, backup)},
                   runtime::Fields{}.add("backup", backup));
}

} // namespace duesday::flow
