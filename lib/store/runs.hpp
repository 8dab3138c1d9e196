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

/// A run whose report nobody saw: it was killed, still goes on, or could not print.
struct UntoldRun {
    std::int64_t id = 0;
    Timestamp started_at; ///< real time
    Date business_date;
};
/// Of a program and actor, before the run `before`, the latest first: runs without an end and runs
/// that ended with `unprinted_status`.
std::vector<UntoldRun> untold_runs(Database& database, std::string_view program,
                                   std::string_view actor, std::int64_t before,
                                   int unprinted_status);
/// A later run has told what became of it. It keeps no status: its own said nothing about that.
void close_run(Write& write, std::int64_t run, std::string_view summary);

} // namespace duesday::store
