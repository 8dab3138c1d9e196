#include "flow/import_data.hpp"

#include "base/fault.hpp"
#include "flow/import_forecast.hpp"
#include "flow/import_run.hpp"
#include "intake/reject_file.hpp"
#include "store/subscriptions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace duesday::flow {

namespace {

[[noreturn]] void refuse_usage(const std::string& text, const std::string& remedy)
{
    throw Fault{FaultKind::usage, text, remedy};
}

void check_options(const ImportOptions& options)
{
    if (options.kind.empty())
        refuse_usage("the kind is missing", "import-data --kinds lists what can be imported");
    static_cast<void>(intake::schema_text(options.kind));
    if (options.files.empty())
        refuse_usage("no file is named",
                     fmt::format("import-data {} FILE..., - for standard input", options.kind));
    if (options.rejects && !options.skip_bad)
        refuse_usage("--rejects takes the rows that --skip-bad passes over",
                     "add --skip-bad, or leave --rejects out");
    if (std::count(options.files.begin(), options.files.end(), "-") > 1)
        refuse_usage("standard input can be read once", "name - once");
}

/// Whether anything at all would be different in the book.
bool changes_book(const intake::RowCounts& counts)
{
    return counts.added + counts.changed > 0;
}

void audit_files(ImportRun& run, store::Write& write)
{
    const auto subject = fmt::format("import/{}", run.schema().kind());
    for (const auto& file : run.files()) {
        const auto text = fmt::format("file={}\nhash={}\nnew={}\nchanged={}\nunchanged={}\nbad={}",
                                      std::filesystem::path{file.file}.filename().string(),
                                      file.hash, file.counts.added, file.counts.changed,
                                      file.counts.unchanged, file.counts.bad);
        write.audit(subject, "import", "", text);
    }
}

std::string counted(std::int64_t number, const char* thing)
{
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

void say_forecast(runtime::Context& context, const Forecast& forecast)
{
    auto& report = context.report;
    report.count("next_notices", forecast.notices);
    report.count("next_charges", forecast.charges);
    report.count("next_lapses", forecast.lapses);
    report.say(fmt::format("The next renew would send {}, make {} and record {}.",
                           counted(forecast.notices, "notice"), counted(forecast.charges, "charge"),
                           counted(forecast.lapses, "lapse")));
    if (store::count_due(context.book.database(), context.today()) >
        context.config().renew_max_first_run)
        report.say(fmt::format("That is more than renew.max_first_run ({}): it will ask for "
                               "--confirm.",
                               context.config().renew_max_first_run));
}

} // namespace

void import_data(runtime::Context& context, const ImportOptions& options)
{
    check_options(options);
    ImportRun run{context, options};
    store::Write write{context.book, context.stamp()};
    run.load(write);
    const bool is_refused = run.is_refused();
    const auto& total = run.total();
    Forecast forecast;
    if (!is_refused) {
        forecast = forecast_renew(context);
        if (changes_book(total)) {
            audit_files(run, write);
            if (options.kind == "subscriptions")
                store::set_first_run(write, true);
        }
    }
    run.say_result();
    if (!is_refused)
        say_forecast(context, forecast);
    run.publish(forecast);
    // A file that says what the book says already leaves no trace, not even an audit row: the
    // second run after a kill must end like the first.
    if (!is_refused && !context.dry_run && changes_book(total))
        write.commit();
}

void describe_import(runtime::Report& report, const runtime::Clock& clock,
                     const ImportOptions& options)
{
    if (options.list_kinds) {
        for (const auto kind : intake::kinds()) {
            const intake::Schema schema{intake::schema_text(kind)};
            if (report.style().json)
                report.object("row",
                              runtime::Fields{}.add("kind", kind).add("what", schema.title()));
            else
                report.raw(fmt::format("{:<14} {}\n", kind, schema.title()));
        }
        report.finish("import-data", clock.today());
        return;
    }
    if (options.kind.empty())
        refuse_usage("the kind is missing", "import-data --kinds lists what can be imported");
    const auto text = intake::schema_text(options.kind);
    report.raw(options.show_schema ? std::string{text} : intake::header_line(intake::Schema{text}));
}

} // namespace duesday::flow
