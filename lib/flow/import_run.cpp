#include "flow/import_run.hpp"

#include "base/fault.hpp"
#include "flow/output_place.hpp"
#include "intake/rows_ahead.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <unistd.h>

namespace duesday::flow {

namespace {

constexpr std::int64_t most_told = 50; ///< bad rows that are printed; all are counted (CLI.md)
constexpr std::int64_t rows_between_looks = 256; ///< at the stop signal

std::optional<intake::Format> wanted_format(const ImportOptions& options)
{
    if (!options.format)
        return std::nullopt;
    return *options.format == "csv" ? intake::Format::csv : intake::Format::jsonl;
}

/// What a rejects file is like: its own name says it, else the first input.
intake::Format rejects_format(const std::string& file, intake::Format input)
{
    if (file.ends_with(".csv"))
        return intake::Format::csv;
    return file.ends_with(".jsonl") || file.ends_with(".ndjson") ? intake::Format::jsonl : input;
}

std::string text_of(const std::string& file, const Place& place, const intake::Problem& problem)
{
    return fmt::format("{}:{}: {}: {}", file, place.line, problem.column, problem.text);
}

/// `fields`, with what a program reads of a problem.
runtime::Fields with_problem(runtime::Fields fields, const std::string& file, const Place& place,
                             const intake::Problem& problem)
{
    fields.add("reason", problem.reason)
        .add("text", text_of(file, place, problem))
        .add("file", file)
        .add("line", place.line)
        .add("column", problem.column);
    return fields;
}

} // namespace

ImportRun::ImportRun(runtime::Context& context, const ImportOptions& options)
    : context_{context}, options_{options}, schema_{intake::schema_text(options.kind)}
{
    const intake::Spool spool{std::filesystem::absolute(context.book.file()).parent_path().string(),
                              [&] { return context_.stop_requested(); }};
    for (const auto& file : options.files) {
        auto& source = sources_.emplace_back();
        source.input = std::make_unique<intake::Input>(file, spool);
        source.format = wanted_format(options).value_or(intake::Format::csv);
        if (!options.format)
            source.format = intake::format_of(*source.input);
        source.reader = intake::make_reader(*source.input, schema_, source.format);
        accounts_.push_back({file, {}, {}});
    }
    open_outputs();
}

void ImportRun::open_outputs()
{
    if (!options_.rejects && !options_.report)
        return;
    OutputPlaces places{context_.book.file()};
    for (const auto& file : options_.files)
        places.protect_input(file);
    if (!context_.config().file.empty())
        places.protect_input(context_.config().file);
    places.protect(STDOUT_FILENO);
    const auto place_of = [&](const std::optional<std::string>& file, const char* option) {
        return file ? places.find(*file, option, OutputPlaces::Stream::into) : std::string{};
    };
    const auto rejects = place_of(options_.rejects, "--rejects");
    const auto report = place_of(options_.report, "--report");
    if (rejects == report)
        throw Fault{FaultKind::usage, fmt::format("--rejects and --report both name {}", rejects),
                    "name a file of its own for each"};
    if (context_.dry_run)
        return; // it changes nothing, and these are somebody's files too
    if (options_.rejects) {
        auto columns = sources_.front().reader->columns();
        if (sources_.size() > 1) {
            columns.resize(schema_.columns().size());
            std::iota(columns.begin(), columns.end(), std::size_t{0});
        }
        rejects_.emplace(rejects, rejects_format(*options_.rejects, sources_.front().format),
                         schema_, columns);
    }
    if (options_.report)
        account_.emplace(report, schema_.kind(), context_.today().iso());
}

void ImportRun::load(store::Write& write)
{
    for (std::size_t file = 0; file < sources_.size(); ++file)
        for (const auto& problem : sources_[file].reader->header_problems()) {
            bad_header_ = true;
            tell({file, 1}, problem);
            ++total_.bad;
            ++accounts_[file].counts.bad;
        }
    if (bad_header_)
        return;
    const ImportScope scope{
        write,
        schema_,
        context_.config(),
        context_.book.mode(),
        context_.today(),
        [&](const Place& place, const intake::Problem& problem) { warn(place, problem); }};
    const auto kind = make_kind_import(scope);
    runtime::Progress progress{context_.report, counted_work()};
    for (std::size_t file = 0; file < sources_.size(); ++file)
        load_file(file, *kind, progress);
    kind->finish([&](const Place& place, const intake::Row& row, Loaded loaded,
                     const std::vector<intake::Problem>& problems) {
        count(place.file, loaded);
        if (loaded == Loaded::bad)
            refuse(place, row, problems);
    });
    take_back(kind->taken_back());
    remarks_ = kind->remarks();
}

runtime::CountedWork ImportRun::counted_work() const
{
    std::int64_t bytes = 0;
    for (const auto& source : sources_) {
        if (!source.input->size())
            return {"loading", "rows", std::nullopt};
        bytes += *source.input->size();
    }
    return {"loading", "bytes", bytes};
}

void ImportRun::load_file(std::size_t file, KindImport& kind, runtime::Progress& progress)
{
    auto& source = sources_[file];
    const bool counts_bytes = counted_work().total.has_value();
    std::int64_t bytes_told = 0;
    intake::RowsAhead rows{*source.input, *source.reader, schema_};
    const auto tell_progress = [&] {
        const auto bytes = rows.bytes_read();
        progress.advance(counts_bytes ? bytes - bytes_told : rows_between_looks);
        bytes_told = bytes;
    };
    auto& counts = accounts_[file].counts;
    std::int64_t next_look = rows_between_looks;
    for (auto some = rows.next(rows_together); !some.empty(); some = rows.next(rows_together)) {
        const auto size = static_cast<std::int64_t>(some.size());
        counts.rows += size;
        total_.rows += size;
        if (counts.rows >= next_look) {
            next_look += rows_between_looks;
            if (context_.stop_requested())
                throw Fault{FaultKind::try_later, "stopped as asked; nothing was loaded",
                            "run the command again"};
            tell_progress();
        }
        const bool is_sound =
            std::ranges::all_of(some, [](const intake::Row& row) { return row.problems.empty(); });
        if (is_sound && some.size() == rows_together && kind.add_together(file, some)) {
            counts.added += size;
            total_.added += size;
            continue;
        }
        for (auto& row : some)
            load_row({file, row.line}, row, kind);
    }
    accounts_[file].hash = source.input->hash();
}

void ImportRun::load_row(const Place& place, intake::Row& row, KindImport& kind)
{
    auto loaded = Loaded::bad;
    if (row.problems.empty())
        loaded = kind.take(row, place, row.problems);
    count(place.file, loaded);
    if (loaded == Loaded::bad)
        refuse(place, row, row.problems);
}

void ImportRun::count(std::size_t file, Loaded loaded)
{
    const auto add = [&](std::int64_t intake::RowCounts::*counter) {
        ++(total_.*counter);
        ++(accounts_[file].counts.*counter);
    };
    switch (loaded) {
    case Loaded::added:
        return add(&intake::RowCounts::added);
    case Loaded::changed:
        return add(&intake::RowCounts::changed);
    case Loaded::unchanged:
        return add(&intake::RowCounts::unchanged);
    case Loaded::bad:
        return add(&intake::RowCounts::bad);
    case Loaded::later:
        return;
    }
}

void ImportRun::take_back(std::int64_t rows)
{
    const auto as_it_was = [](intake::RowCounts& counts, std::int64_t number) {
        counts.changed -= number;
        counts.unchanged += number;
    };
    as_it_was(total_, rows);
    for (auto& account : accounts_) {
        const auto here = std::min(rows, account.counts.changed);
        as_it_was(account.counts, here);
        rows -= here;
    }
}

void ImportRun::refuse(const Place& place, const intake::Row& row,
                       const std::vector<intake::Problem>& problems)
{
    std::string reasons;
    for (const auto& problem : problems) {
        if (account_)
            account_->add(accounts_[place.file].file, place.line, problem, false);
        if (!reasons.empty())
            reasons += "; ";
        reasons += fmt::format("{}: {}", problem.column, problem.text);
    }
    if (rejects_)
        rejects_->add(row,
                      fmt::format("{}:{}: {}", accounts_[place.file].file, place.line, reasons));
    if (told_ < most_told)
        for (const auto& problem : problems)
            tell(place, problem);
    ++told_;
    context_.report.count_attention(1);
}

void ImportRun::tell(const Place& place, const intake::Problem& problem)
{
    const auto& file = accounts_[place.file].file;
    if (context_.report.style().json)
        context_.report.object(
            "bad_row", with_problem(runtime::Fields{}
                                        .add("subject", fmt::format("{}:{}", file, place.line))
                                        .add("outcome", name_of(Outcome::attention)),
                                    file, place, problem));
    else
        context_.report.raw(
            fmt::format("{} [{}]\n", text_of(file, place, problem), problem.reason));
}

void ImportRun::warn(const Place& place, const intake::Problem& problem)
{
    const auto& file = accounts_[place.file].file;
    if (account_)
        account_->add(file, place.line, problem, true);
    if (++warnings_ > most_told)
        return;
    if (context_.report.style().json)
        context_.report.object("warning", with_problem({}, file, place, problem));
    else
        context_.report.warn(text_of(file, place, problem));
}

void ImportRun::say_result()
{
    auto& report = context_.report;
    if (bad_header_)
        report.count_attention(total_.bad);
    else if (told_ > most_told)
        report.raw(report.style().json
                       ? std::string{}
                       : fmt::format("... and {} more bad rows\n", told_ - most_told));
    const auto loaded = total_.added + total_.changed + total_.unchanged;
    for (const auto& account : accounts_)
        report.say(fmt::format(
            "{}: {} row{}, {} new, {} changed, {} as they were, {} bad", account.file,
            account.counts.rows, account.counts.rows == 1 ? "" : "s", account.counts.added,
            account.counts.changed, account.counts.unchanged, account.counts.bad));
    for (const auto& remark : remarks_)
        if (report.style().json)
            report.object("warning", runtime::Fields{}
                                         .add("reason", remark.reason)
                                         .add("text", remark.text)
                                         .add("count", remark.count));
        else
            report.say(remark.text + ".");
    if (is_refused()) {
        report.set_status(runtime::Exit::bad_input);
        report.say(bad_header_
                       ? "Nothing was loaded. Mend the header: without it no row can be read."
                       : "Nothing was loaded. Mend the rows, or load the others with "
                         "--skip-bad.");
    } else {
        report.count_done(loaded);
        if (context_.dry_run)
            report.say("This was a dry run: nothing was loaded.");
    }
    report.count("rows", total_.rows);
    report.count("new", total_.added);
    report.count("changed", total_.changed);
    report.count("unchanged", total_.unchanged);
    report.count("bad", total_.bad);
    report.count("warnings", warnings_);
}

void ImportRun::publish(const Forecast& forecast)
{
    if (rejects_ && !bad_header_)
        rejects_->publish();
    if (account_)
        account_->publish(accounts_, remarks_, !is_refused() && !context_.dry_run,
                          static_cast<int>(context_.report.status()),
                          {{"next_notices", forecast.notices},
                           {"next_charges", forecast.charges},
                           {"next_lapses", forecast.lapses}});
}

} // namespace duesday::flow
