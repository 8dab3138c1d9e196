// A row that another row refers to, and that is not there: the book was damaged from outside.
#pragma once

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace duesday::store {

/// Fault(bad_input): a broken book stops the run (DESIGN 3).
[[noreturn]] inline void report_lost_row(std::string_view what, std::int64_t id)
{
    throw Fault{
        FaultKind::bad_input, fmt::format("the book has lost the {} with the id {}", what, id),
        "admin check names what is missing; restore a backup with admin restore", "corrupt_book"};
}

} // namespace duesday::store
