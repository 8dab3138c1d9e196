// Which program ran when, and how it ended. A run without an end was killed.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace duesday::store {

/// Records that a program began; its id stands in each audit row of the run. A Write of its own.
std::int64_t start_run(Book& book, const Stamp& stamp);
void finish_run(Book& book, const Stamp& stamp, int status, std::string_view summary,
                Timestamp real);

/// A run that was killed, or still goes on.
struct UnfinishedRun {
    std::int64_t id = 0;
    Timestamp started_at; ///< real time
    Date business_date;
};
/// Of a program and actor, before the run `before`, the latest first.
std::vector<UnfinishedRun> unfinished_runs(Database& database, std::string_view program,
                                           std::string_view actor, std::int64_t before);
/// A later run has told what became of it. It keeps no status: it had none.
void close_run(Write& write, std::int64_t run, std::string_view summary);

} // namespace duesday::store
