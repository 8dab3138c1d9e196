#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "flow/lost_since_copy.hpp"
#include "flow/whole_book.hpp"
#include "store/backups.hpp"
#include "store/book_folder.hpp"
#include "store/book_schema.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <utility>

namespace duesday::flow {

namespace {

namespace fs = std::filesystem;

/// Where a book may be put back: Fault(usage) where something else than a book would be lost.
void require_replaceable(const std::string& book, const std::string& backup)
{
    if (const auto status = fs::symlink_status(book);
        fs::exists(status) && !fs::is_regular_file(status))
        throw Fault{FaultKind::usage,
                    fmt::format("{} is no file: a restored book does not replace it", book),
                    "name the book itself with --book FILE", "not_an_output"};
    if (fs::exists(book) && fs::exists(backup) && fs::equivalent(book, backup))
        throw Fault{FaultKind::usage, "a book is not restored from itself", "name the backup"};
}

runtime::Plan plan_of(const std::string& book, const std::string& backup, const LostSinceCopy& lost)
{
    runtime::Plan plan;
    plan.lines.push_back(runtime::Fields{}
                             .add("action", "restore")
                             .add("from", backup)
                             .add("over", book)
                             .add("last_day_in_backup", lost.last_day));
    plan.basis = fmt::format("restore\n{}\n{}", backup, book);
    lost.add_to(plan);
    return plan;
}

void report_restored(runtime::Report& report, const std::string& book, const std::string& from,
                     const store::Restored& restored, const LostSinceCopy& lost)
{
    report.subject({"restore", book, Outcome::done, "",
                    fmt::format("restored from {}{}", from,
                                restored.kept_as.empty()
                                    ? ""
                                    : fmt::format("; what was there is {}", restored.kept_as))},
                   lost.added_to(runtime::Fields{}
                                     .add("reconcile_from", restored.reconcile_from.iso())
                                     .add("kept_as", restored.kept_as)));
    report.say("Next: poll-confirmations --reconcile asks the partners what happened since the "
               "backup; nothing that costs leaves before.");
    lost.say(report);
}

} // namespace

void admin_restore(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                   runtime::Report& report, const RestoreOptions& options)
{
    const auto& file = options.file;
    auto next = parse_next_numbers(options.next_invoices);
    require_replaceable(paths.book, file);
    auto backup = std::make_unique<store::Book>(store::Book::open(file));
    require_mode(config.config, backup->mode(), file);
    const auto clock = paths.clock_of_change(backup->mode());
    const auto lost = lost_since_copy(*backup, std::move(next), paths.stamp(clock).business_date);
    backup.reset();
    if ((fs::exists(paths.book) || paths.dry_run) &&
        confirm(report, paths.confirmation, paths.dry_run, plan_of(paths.book, file, lost)) !=
            runtime::Confirmed::yes)
        return;
    store::create_parent_folder(paths.book);
    store::require_own_folder(paths.book);
    const auto locks = take_all_locks(paths);
    const auto restored = store::restore(
        file, paths.book, paths.stamp(clock),
        [&](store::Book& copy) {
            return is_sound(copy, CheckDepth::full, report, runtime::Exit::bad_input);
        },
        [&](store::Write& write) { leave_out(write, lost.next); });
    if (!restored) {
        report.refuse({"restore", file, Outcome::attention, "unsound_backup",
                       "the backup is not sound and was not restored: take an older one"});
        return;
    }
    report_restored(report, paths.book, file, *restored, lost);
}

void admin_adopt(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                 runtime::Report& report, const AdoptOptions& options)
{
    auto next = parse_next_numbers(options.next_invoices);
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
    const auto lost = lost_since_copy(book, std::move(next), stamp.business_date);
    runtime::Plan plan;
    plan.lines.push_back(runtime::Fields{}
                             .add("action", "adopt")
                             .add("book", paths.book)
                             .add("reconcile_from", since.iso()));
    plan.basis = fmt::format("adopt\n{}\n{}", paths.book, since.iso());
    lost.add_to(plan);
    if (confirm(report, paths.confirmation, paths.dry_run, plan) != runtime::Confirmed::yes)
        return;
    store::adopt(book, since, stamp, [&](store::Write& write) { leave_out(write, lost.next); });
    report.subject(
        {"adopt", paths.book, Outcome::done, "",
         fmt::format("adopted: what its partners did since {} is not known to it", since.iso())},
        lost.added_to(runtime::Fields{}.add("reconcile_from", since.iso())));
    report.say("Next: admin check, then poll-confirmations --reconcile asks the partners what "
               "happened since the copy; nothing that costs leaves before.");
    lost.say(report);
}

} // namespace duesday::flow
