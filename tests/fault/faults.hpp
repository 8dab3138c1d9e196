// The faults of RELIABILITY 2 that a scenario is put through. Each returns its violations.
#pragma once

#include <string>
#include <vector>

#include "fault/stage.hpp"

namespace duesday::fault {

/// How much of it: quick takes every point of a kill and samples the rest.
enum class Depth { quick, full };

struct Result {
    std::size_t rounds = 0;
    std::vector<std::string> violations;
    std::string skipped; ///< why it could not be tried here
};

/// F1: kill -9 instead of every state-changing system call.
Result kill_everywhere(const Stage& stage, Depth depth);
/// F2: a state-changing system call fails, once and for good.
Result fail_everywhere(const Stage& stage, Depth depth);
/// F5: a file system that is full sooner or later.
Result fill_disk(const Stage& stage, Depth depth);
/// F5: no file may grow beyond a limit.
Result limit_file_size(const Stage& stage, Depth depth);
/// F5: a file system that cannot be written.
Result mount_read_only(const Stage& stage, Depth depth);
/// F5: a folder and a book that the user may only read.
Result take_permission(const Stage& stage, Depth depth);
/// F5: standard output is full.
Result fill_output(const Stage& stage, Depth depth);
/// F5: standard output is closed.
Result close_output(const Stage& stage, Depth depth);
/// F6: eight at once.
Result run_at_once(const Stage& stage, Depth depth);
/// F6: another run holds the lock.
Result hold_lock(const Stage& stage, Depth depth);

} // namespace duesday::fault
