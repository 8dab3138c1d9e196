// admin: the book's own upkeep. The manual is man/duesday-admin.1.

#include "flow/admin.hpp"

#include "flow/seller_check.hpp"

using namespace duesday;
using runtime::Access;
using runtime::Clock;
using runtime::Command;
using runtime::Context;
using runtime::LoadedConfig;
using runtime::Paths;
using runtime::Report;

namespace {

/// What stands behind the name of a sub-command.
struct Typed {
    flow::InitOptions init;
    flow::CheckOptions check;
    std::string backup;
    flow::RestoreOptions restored;
    flow::AdoptOptions adopted;
    flow::StatusOptions status;
    flow::AuditOptions audit;
};

void add_beginnings(Command& root, Typed& typed)
{
    root.subcommand("init", "Make the book")
        .flag("--live", typed.init.live,
              "A book for real money; it never falls back to the sandbox")
        .example("admin init", "a sandbox book, with partners that are played")
        .action([&](const Paths& paths, const LoadedConfig& config, const Clock&, Report& report) {
            flow::admin_init(paths, config, report, typed.init);
        });

    root.subcommand("migrate", "Bring a book of an older version up to this one")
        .confirms()
        .action([](const Paths& paths, const LoadedConfig& config, const Clock&, Report& report) {
            flow::admin_migrate(paths, config, report);
        });
}

void add_copies(Command& root, Typed& typed)
{
    root.subcommand("backup", "Copy the book and its key, while others use it")
        .argument("FILE", typed.backup, "Where the copy goes; it must not be there yet")
        .action(Access::write,
                [&](Context& context) { flow::admin_backup(context, typed.backup); });

    constexpr auto about_next_invoice =
        "The first number that no invoice or credit note has, such as 2026-000123; for each kind";
    root.subcommand("restore", "Put a backup into the book's place")
        .argument("FILE", typed.restored.file, "The backup; its key stands beside it")
        .option("--next-invoice", typed.restored.next_invoices, about_next_invoice)
        .confirms()
        .action([&](const Paths& paths, const LoadedConfig& config, const Clock&, Report& report) {
            flow::admin_restore(paths, config, report, typed.restored);
        });

    root.subcommand("adopt", "Mark a book that was copied by other means than restore")
        .option("--next-invoice", typed.adopted.next_invoices, about_next_invoice)
        .confirms()
        .action([&](const Paths& paths, const LoadedConfig& config, const Clock&, Report& report) {
            flow::admin_adopt(paths, config, report, typed.adopted);
        });
}

void add_listings(Command& root, Typed& typed)
{
    root.subcommand("status", "Counts, last runs, and what is late")
        .option("--max-age", typed.status.max_age, "How old the last nightly run may be: 26h, 2d")
        .action(Access::read, [&](Context& context) { flow::admin_status(context, typed.status); });

    root.subcommand("config", "The configuration as it works, and what a live book still needs")
        .action([](const Paths& paths, const LoadedConfig& config, const Clock&, Report& report) {
            flow::admin_config(paths, config, report);
        });

    root.subcommand("audit", "Who changed what, when")
        .flag("--verify", typed.audit.verify, "Prove that no row was changed or removed")
        .option("--subject", typed.audit.subject, "Only this one, such as subscription/S-1 or S-1")
        .option("--since", typed.audit.since, "Only from this business day on")
        .action(Access::read, [&](Context& context) { flow::admin_audit(context, typed.audit); });

    root.subcommand("dump", "Print the book as canonical text")
        .action(Access::read, [](Context& context) { flow::admin_dump(context); });
}

} // namespace

int main(int argc, char** argv)
{
    runtime::Program program{"admin", "Make, look into, check, save and restore the book.",
                             flow::check_seller};
    auto& root = program.root();
    Typed typed;
    add_beginnings(root, typed);
    root.subcommand("check", "Prove that the book is sound")
        .flag("--quick", typed.check.quick, "Only the newest rows: for the beginning of each night")
        .action(Access::read, [&](Context& context) { flow::admin_check(context, typed.check); });
    add_copies(root, typed);
    add_listings(root, typed);
    root.subcommand("demo", "Fill an empty sandbox book with a small firm")
        .action(Access::write, [](Context& context) { flow::admin_demo(context); });
    return program.run(argc, argv);
}
