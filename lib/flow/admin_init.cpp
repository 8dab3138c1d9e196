#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "store/backups.hpp"
#include "store/book_folder.hpp"
#include "store/locks.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace duesday::flow {

namespace {

store::Mode wanted_mode(const runtime::Config& config, bool live)
{
    const auto mode = live ? store::Mode::live : store::Mode::sandbox;
    if (config.mode && *config.mode != store::name_of(mode))
        throw Fault{FaultKind::bad_setup,
                    fmt::format("the configuration says mode = \"{}\", this would be a {} book",
                                *config.mode, store::name_of(mode)),
                    live ? "leave --live out, or mend the configuration"
                         : "add --live, or mend the configuration"};
    return mode;
}

} // namespace

void admin_init(const runtime::Paths& paths, const runtime::LoadedConfig& config,
                runtime::Report& report, const InitOptions& options)
{
    const auto mode = wanted_mode(config.config, options.live);
    const auto clock = paths.clock_of_change(mode);
    if (std::filesystem::exists(paths.book))
        throw Fault{FaultKind::bad_input, fmt::format("there is a book at {} already", paths.book),
                    "use it, or name another place with --book FILE", "book_exists"};
    const auto outcome = fmt::format("a {} book at {}", store::name_of(mode), paths.book);
    if (paths.dry_run) {
        report.subject({"init", paths.book, Outcome::done, "", "would make " + outcome},
                       runtime::Fields{}.add("result", "planned"));
        return;
    }
    store::create_parent_folder(paths.book);
    store::require_own_folder(paths.book);
    const store::RunLock lock{paths.book, "init", paths.wait_seconds};
    store::create_book(paths.book, mode, paths.stamp(clock));
    report.subject({"init", paths.book, Outcome::done, "", "made " + outcome},
                   runtime::Fields{}.add("mode", store::name_of(mode)));
    if (mode == store::Mode::sandbox)
        report.say(
            "Next: import-data customers FILE, or admin demo for a small firm to play with.");
    else
        report.say("Next: admin config says what a live book still needs.");
}

} // namespace duesday::flow
