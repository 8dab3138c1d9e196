// A partner that is configured in part is not used at all.
#pragma once

#include "base/fault.hpp"
#include "runtime/config.hpp"

#include <fmt/format.h>

#include <vector>

namespace duesday::flow {

/// Fault(bad_setup) that names the first of them.
inline void refuse_problems(const std::vector<runtime::SettingProblem>& problems)
{
    if (!problems.empty())
        throw Fault{FaultKind::bad_setup,
                    fmt::format("{}: {}", problems.front().setting, problems.front().text),
                    "admin config shows all that is missing; see duesday.toml(5)"};
}

} // namespace duesday::flow
