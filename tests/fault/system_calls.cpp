// F1 and F2: the program is killed, or refused, at its n-th point.

#include <fmt/format.h>

#include <algorithm>

#include "fault/faults.hpp"

namespace duesday::fault {

namespace {

/// What a run that was refused something may end with; 0 only where nothing is missing.
const Ends refused{1, 65, 69, 73, 75};

constexpr std::size_t samples = 5;         ///< of each kind of failure, in a quick run
constexpr std::size_t enough = 3;          ///< violations, then a result says no more
constexpr std::size_t beyond_all = 20'000; ///< points; a program that never ends is broken

struct Failure {
    const char* error;
    bool for_good;
};

/// What a run may be refused and still be done: databases are handed to their folder's owner
/// (fchown) and the name of the login is asked for (connect) without need; SQLite goes on where the
/// folder of a new log (the one that all plays in) cannot be synced, and leaves the log to the next
/// run where it cannot fold it back at the end; and the end of a run is only noted for the next
/// reader, with a warning where that fails. All of it is after the commit, or no part of the work.
/// What is refused to a letter, to a message to the cloud or to a key never ends with 0.
bool may_be_shrugged_off(const std::string& point, const std::filesystem::path& folder)
{
    const auto call = point.find(' ') + 1;
    const auto end = std::min(point.find(' ', call), point.size());
    const auto name = point.substr(call, end - call);
    const auto target = point.substr(std::min(end + 1, point.size()));
    return name == "fchown" || name == "connect" || target.empty() || target == folder.filename() ||
           target.find(".db") != target.npos;
}

std::string check_refused(const Stage& stage, const Disturbed& run, bool is_tried_again,
                          const std::filesystem::path& folder)
{
    if (run.status == 0) {
        if (!is_tried_again && !may_be_shrugged_off(run.point, folder))
            return "it ended with 0, as if that were of no account";
        const auto lost = stage.missing(folder);
        return lost.empty() ? "" : "it ended with 0, but " + lost;
    }
    if (!is_one_of(run.status, refused))
        return fmt::format("it ended with {} instead of {}\n{}", run.status, words_of(refused),
                           run.err);
    return stage.converge(folder);
}

} // namespace

Result kill_everywhere(const Stage& stage, Depth depth)
{
    Result result;
    const auto step = depth == Depth::full ? 1 : stage.scenario().quick_step;
    for (std::size_t n = 1; n < beyond_all && result.violations.size() < enough; n += step) {
        const test::TempFolder folder;
        stage.copy_into(folder.path());
        const auto killed = stage.disturb({"kill", std::to_string(n)}, folder.path());
        if (killed.point.empty())
            break;
        ++result.rounds;
        auto complaint = stage.unintended_payments(folder.path());
        if (complaint.empty())
            complaint = stage.converge(folder.path());
        if (!complaint.empty())
            result.violations.push_back(fmt::format("killed at {}: {}", killed.point, complaint));
    }
    return result;
}

Result fail_everywhere(const Stage& stage, Depth depth)
{
    // An interrupted call that is interrupted again for good would rightly be tried for ever.
    const std::vector<Failure> failures{{"EIO", false},    {"ENOSPC", true}, {"EIO", true},
                                        {"ENOSPC", false}, {"EROFS", true},  {"EINTR", false}};
    Result result;
    const test::TempFolder counted;
    stage.copy_into(counted.path());
    const auto points = stage.disturb({"count"}, counted.path()).points;
    const auto step = depth == Depth::full ? 1 : std::max<std::size_t>(1, points / samples);
    for (std::size_t kind = 0; kind < failures.size(); ++kind) {
        const auto& failure = failures[kind];
        // Each kind begins elsewhere, so that together they come to more points.
        for (auto n = 1 + kind * step / failures.size(); n <= points; n += step) {
            if (result.violations.size() >= enough)
                return result;
            const test::TempFolder folder;
            stage.copy_into(folder.path());
            const auto run = stage.disturb({"fail", std::to_string(n), failure.error,
                                            failure.for_good ? "--for-good" : "--once"},
                                           folder.path());
            if (run.point.empty())
                break;
            ++result.rounds;
            const auto complaint = check_refused(
                stage, run, std::string_view{failure.error} == "EINTR", folder.path());
            if (!complaint.empty())
                result.violations.push_back(fmt::format("{}{} at {}: {}", failure.error,
                                                        failure.for_good ? " for good" : "",
                                                        run.point, complaint));
        }
    }
    return result;
}

} // namespace duesday::fault
