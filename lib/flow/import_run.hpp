// One run of import-data: its files row by row, what became of them, and the telling of it.
#pragma once

#include "flow/import_data.hpp"
#include "flow/import_forecast.hpp"
#include "flow/import_kind.hpp"
#include "intake/account_file.hpp"
#include "intake/reader.hpp"
#include "intake/reject_file.hpp"
#include "runtime/progress.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace duesday::flow {

class ImportRun {
public:
    /// Opens the files and reads their headers: a file that is not there stops before anything.
    ImportRun(runtime::Context& context, const ImportOptions& options);

    /// Every row of every file into the Write. Fault(try_later) where a stop was asked for.
    void load(store::Write& write);

    /// Nothing may be loaded: a bad row without --skip-bad, or a header.
    bool is_refused() const { return bad_header_ || (total_.bad > 0 && !options_.skip_bad); }
    const intake::Schema& schema() const { return schema_; }
    const intake::RowCounts& total() const { return total_; }
    const std::vector<intake::FileAccount>& files() const { return accounts_; }

    /// Counts and exit status.
    void say_result();
    /// The files asked for by --rejects and --report into their places.
    void publish(const Forecast& forecast);

private:
    struct Source {
        std::unique_ptr<intake::Input> input;
        intake::Format format;
        std::unique_ptr<intake::RowReader> reader;
    };

    /// The files of --rejects and --report; a dry run has none.
    void open_outputs();
    void load_file(std::size_t file, KindImport& kind, runtime::Progress& progress);
    void load_row(const Place& place, intake::Row& row, KindImport& kind);
    /// Bytes where the size of every file is known, else rows.
    runtime::CountedWork counted_work() const;
    void count(std::size_t file, Loaded loaded);
    /// Rows counted as changed that later rows undid.
    void take_back(std::int64_t rows);
    void refuse(const Place& place, const intake::Row& row,
                const std::vector<intake::Problem>& problems);
    void tell(const Place& place, const intake::Problem& problem);
    void warn(const Place& place, const intake::Problem& problem);

    runtime::Context& context_;
    const ImportOptions& options_;
    intake::Schema schema_;
    std::deque<Source> sources_;
    std::vector<intake::FileAccount> accounts_;
    intake::RowCounts total_;
    std::optional<intake::RejectFile> rejects_;
    std::optional<intake::AccountFile> account_;
    std::vector<intake::Remark> remarks_;
    bool bad_header_ = false;
    std::int64_t told_ = 0;
    std::int64_t warnings_ = 0;
};

} // namespace duesday::flow
