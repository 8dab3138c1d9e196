// admin: the book's own upkeep. The manual is man/duesday-admin.1.

#include "flow/admin.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;
    using runtime::Access;
    using runtime::Context;

    runtime::Program program{"admin", "Make, look into, check, save and restore the book."};
    auto& root = program.root();

    flow::InitOptions init;
    root.subcommand("init", "Make the book")
        .flag("--live", init.live, "A book for real money; it never falls back to the sandbox")
        .action([&](const runtime::Paths& paths, const runtime::LoadedConfig& config,
                    const runtime::Clock& clock, runtime::Report& report) {
            flow::admin_init(paths, config, clock, report, init);
        });
    flow::CheckOptions check;
    root.subcommand("check", "Prove that the book is sound")
        .flag("--quick", check.quick, "Only the newest rows: for the beginning of each night")
        .action(Access::read, [&](Context& context) { flow::admin_check(context, check); });
    root.subcommand("dump", "Print the book as canonical text")
        .action(Access::read, [](Context& context) { flow::admin_dump(context); });

    return program.run(argc, argv);
}
