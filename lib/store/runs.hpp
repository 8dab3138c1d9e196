// Which program ran when, and how it ended. A run without an end was killed.
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <string_view>

namespace duesday::store {

/// Records that a program began; its id stands in each audit row of the run. A Write of its own.
std::int64_t start_run(Book& book, const Stamp& stamp);
void finish_run(Book& book, const Stamp& stamp, int status, std::string_view summary,
                Timestamp real);

} // namespace duesday::store
