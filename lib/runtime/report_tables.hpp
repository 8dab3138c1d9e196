// Lines for people whose columns stand below each other. Widths are counted in characters, not
// bytes.
#pragma once

#include "runtime/fields.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace duesday::runtime {

/// The rows of a listing under the names of their columns. Some are held back to find the widths;
/// after these the columns keep them.
class Listing {
public:
    /// All rows have the same keys.
    void add(const Fields& fields);
    /// True where no more rows should be held back.
    bool is_full() const;
    /// What was held back, as lines; from the second call on without the names.
    std::vector<std::string> take_lines();

private:
    std::vector<std::vector<std::string>> held_;
    std::vector<std::size_t> widths_;
    bool has_header_ = false;
};

/// Lines of a plan: those in a row that say the same things stand in a table of their own.
std::vector<std::string> tables_of(const std::vector<Fields>& lines);

} // namespace duesday::runtime
