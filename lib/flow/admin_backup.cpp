#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "flow/whole_book.hpp"
#include "runtime/progress.hpp"
#include "store/backups.hpp"
#include "store/book_folder.hpp"
#include "store/unfinished_copy.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace duesday::flow {

namespace {

std::string parent_folder(const std::string& file)
{
    const auto folder = std::filesystem::path{file}.parent_path();
    return folder.empty() ? "." : folder.string();
}

} // namespace

void admin_backup(runtime::Context& context, const std::string& file)
{
    if (context.dry_run) {
        context.report.subject({"backup", file, Outcome::done, "", "would be made"},
                               runtime::Fields{}.add("result", "planned"));
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
        report.subject({"migrate", paths.book, Outcome::done, "", "would apply " + what},
                       runtime::Fields{}.add("result", "planned"));
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
