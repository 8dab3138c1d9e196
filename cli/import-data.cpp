// import-data: load a firm's customers, catalogue and subscriptions from files. The manual is
// man/duesday-import-data.1, the columns stand in man/duesday-import.5.

#include "flow/import_data.hpp"
#include "flow/seller_check.hpp"

int main(int argc, char** argv)
{
    using namespace duesday;

    runtime::Program program{"import-data", "Load rows from CSV or JSON Lines files into the book.",
                             flow::check_seller};
    flow::ImportOptions options;
    program.root()
        .argument("KIND", options.kind, "customers, cards, subscriptions ...; see --kinds", false)
        .argument("FILE", options.files, "Files to load; - is standard input", false)
        .choice("--format", options.format, {"csv", "jsonl"}, "Form of the files; else by name")
        .flag("--skip-bad", options.skip_bad, "Load the good rows and pass over the bad ones")
        .option("--rejects", options.rejects, "Where the bad rows go, with --skip-bad")
        .option("--report", options.report, "Where to write a machine-readable account")
        .flag("--template", options.show_template, "Print the header of the kind and exit")
        .flag("--schema", options.show_schema, "Print the JSON Schema of the kind and exit")
        .flag("--kinds", options.list_kinds, "List what can be imported and exit")
        .bookless([&] { return options.only_describes(); },
                  [&](runtime::Report& report, const runtime::Clock& clock) {
                      flow::describe_import(report, clock, options);
                  })
        .example("import-data customers customers.csv", "Load customers, all or nothing")
        .example("import-data --template cards", "See which columns a file of cards needs")
        .action(runtime::Access::write,
                [&](runtime::Context& context) { flow::import_data(context, options); });
    return program.run(argc, argv);
}
