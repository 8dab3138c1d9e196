#include "flow/admin_demo.hpp"

#include "base/fault.hpp"
#include "flow/admin.hpp"
#include "flow/import_kind.hpp"
#include "intake/schema.hpp"
#include "store/status.hpp"

#include <fmt/format.h>

namespace duesday::flow {

namespace {

intake::Row row_of(const intake::Schema& schema, const DemoKind& kind,
                   const std::vector<std::string>& cells)
{
    intake::Row row;
    row.cells.resize(schema.columns().size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        auto& cell = row.cells.at(schema.find(kind.columns[i]).value());
        cell.form = intake::Cell::Form::text;
        cell.text = cells[i];
    }
    return row;
}

[[noreturn]] void refuse_row(const DemoKind& kind, const std::vector<std::string>& cells,
                             const std::vector<intake::Problem>& problems)
{
    throw Fault{FaultKind::bug, fmt::format("demo {} {}: {}", kind.kind, cells.front(),
                                            problems.empty() ? "not loaded" : problems[0].text)};
}

/// Loads the rows as import-data would: the same checks, the same rows in the book.
void load(store::Write& write, const runtime::Config& config, const DemoKind& kind)
{
    const intake::Schema schema{intake::schema_text(kind.kind)};
    const ImportScope scope{write,
                            schema,
                            config,
                            store::Mode::sandbox,
                            write.stamp().business_date,
                            [](const Place&, const intake::Problem&) {}};
    const auto import = make_kind_import(scope);
    for (const auto& cells : kind.rows) {
        auto row = row_of(schema, kind, cells);
        schema.check(row);
        std::vector<intake::Problem> problems = row.problems;
        if (!problems.empty() || import->take(row, {}, problems) == Loaded::bad)
            refuse_row(kind, cells, problems);
    }
    import->finish([&](const Place&, const intake::Row&, Loaded loaded,
                       const std::vector<intake::Problem>& problems) {
        if (loaded == Loaded::bad)
            refuse_row(kind, {"a row"}, problems);
});
} // namespace

/// Why this book gets no demonstration firm; nothing where it may.
std::optional<runtime::Event> refusal(runtime::Context& context)
{
    if (context.book.mode() == store::Mode::live)
        return runtime::Event{"demo", "book", Outcome::attention, "live_book",
                              "a live book gets no demonstration firm: make a sandbox book with "
                              "admin init --book FILE"};
    const auto counts = store::count_book(context.book.database());
    if (counts.customers + counts.installations + counts.invoices > 0)
        return runtime::Event{"demo", "book", Outcome::attention, "book_not_empty",
                              "this book holds a firm already: make another with admin init "
                              "--book FILE"};
    return std::nullopt;
}

} // namespace duesday::flow

void admin_demo(runtime::Context& context)
{
    if (const auto event = refusal(context)) {
        context.report.refuse(*event);
        return;
    }
    const auto firm = demo_firm(context.today());
    store::Write write{context.book, context.stamp()};
    for (const auto& kind : firm) {
        load(write, context.config(), kind);
        runtime::Fields fields;
        fields.add("rows", static_cast<int>(kind.rows.size()));
        if (context.dry_run)
            fields.add("result", "planned");
        context.report.subject({"demo", kind.kind, Outcome::done, "",
                                fmt::format("{}{} row{}", context.dry_run ? "would load " : "",
                                            kind.rows.size(), kind.rows.size() == 1 ? "" : "s")},
                               fields);
    }
    if (context.dry_run)
        return;
    write.audit("book", "demo", "", "");
    write.commit();
    context.report.say("Next: subscribe list, renew --dry-run, or jobs/nightly day by day with "
                       "--today.");
}

} // namespace duesday::flow
