// A command at work on an open book: the checks before it, its locks, and its row among the runs.
#pragma once

#include "runtime/common_options.hpp"
#include "runtime/program.hpp"

#include <functional>
#include <string>
#include <vector>

namespace duesday::runtime {

/// What a program declared of a command.
struct BookCommand {
    Access access = Access::none;
    std::vector<std::string> locks; ///< taken in this order
    bool confirms = false;          ///< a person's
    std::function<void(Context&)> body;
};

/// Runs it and finishes the report. `config` gets what a sandbox book has of its own. A Fault
/// leaves the end of the run recorded.
Exit run_on_book(const BookCommand& command, const std::string& program,
                 const CommonOptions& options, LoadedConfig& config, Report& report);

} // namespace duesday::runtime
