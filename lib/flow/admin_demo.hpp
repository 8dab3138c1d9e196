// The small firm of admin demo.
#pragma once

#include "base/date.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace duesday::flow {

/// Rows of one kind of import, as a file of that kind would hold them.
struct DemoKind {
    std::string_view kind;
    std::vector<std::string_view> columns;
    std::vector<std::vector<std::string>> rows;
};

/// In the order in which they are loaded. Its subscriptions end at the month ends around `today`
/// and over the following fourteen months; its copiers were read in the six quarters before.
/// Nothing else depends on the day.
std::vector<DemoKind> demo_firm(Date today);
/// Of that firm: contracts, machines, meters and what was read.
std::vector<DemoKind> demo_copiers(Date today);

} // namespace duesday::flow
