// The JSON form of what is reported (CLI.md "JSON").
#pragma once

#include "runtime/fields.hpp"

#include <string>

namespace duesday::runtime {

/// One line: `head`, then `fields`; of two values of a name the later counts, in the place of the
/// first.
std::string json_line(const Fields& head, const Fields& fields = {});

} // namespace duesday::runtime
