// What became of an import, for machines (--report): one JSON object, written as it goes.
#pragma once

#include "intake/output_file.hpp"
#include "intake/row.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace duesday::intake {

/// How many rows went which way.
struct RowCounts {
    std::int64_t rows = 0;
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t bad = 0;
};

struct FileAccount {
    std::string file;
    std::string hash; ///< BLAKE2b; empty where the file was not read to its end
    RowCounts counts;
};

/// Something that a person should know of the import as a whole; no row is bad for it.
struct Remark {
    std::string reason; ///< stable code
    std::string text;   ///< a sentence without its full stop
    std::int64_t count = 0;
};

class AccountFile {
public:
    AccountFile(const std::string& file, std::string_view kind, std::string_view today);

    void add(std::string_view file, std::int64_t line, const Problem& problem, bool is_warning);
    /// The rest, with more members at the end; and into its place.
    void publish(const std::vector<FileAccount>& files, const std::vector<Remark>& remarks,
                 bool is_loaded, int status,
                 const std::vector<std::pair<std::string, std::int64_t>>& more);

private:
    OutputFile output_;
    bool is_first_ = true;
};

} // namespace duesday::intake
