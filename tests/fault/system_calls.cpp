// F1 and F2: the program is killed, or refused, at its n-th point.

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "fault/faults.hpp"

namespace duesday::fault {

namespace {

/// What a run that was refused something may end with; 0 only where nothing is missing.
const Ends refused{1, 65, 69, 73, 75};

constexpr std::size_t samples = 5;         ///< of each kind of failure, in a quick run
constexpr std::size_t wire_samples = 3;    ///< the same where each call goes over the wire
constexpr std::size_t enough = 3;          ///< violations, then a result says no more
constexpr std::size_t beyond_all = 20'000; ///< points; a program that never ends is broken
constexpr std::size_t variation = 50;      ///< points that a run may have more than the counted one

struct Failure {
    const char* error;
    bool for_good;
};

/// What a run may be refused and still be done: databases are handed to their folder's owner
/// (fchown) and the name of the login is asked for (connect) without need; SQLite goes on where the
/// folder of a new log (the one that all plays in) cannot be synced, and leaves the log to the next
/// run where it cannot fold it back at the end; and the end of a run is only noted for the next
/// reader, with a warning where that fails. All of it is after the commit, or no part of the work,
/// as is the machine's list of fonts, which whoever prints keeps up to date where he may.
/// A call to Mollie is made again with its key. What is refused to a letter, to a message to the
/// cloud or to a key never ends with 0.
bool may_be_shrugged_off(const std::string& point, const std::filesystem::path& folder)
{
    const auto call = point.find(' ') + 1;
    const auto end = std::min(point.find(' ', call), point.size());
    const auto name = point.substr(call, end - call);
    const auto target = point.substr(std::min(end + 1, point.size()));
    return name == "fchown" || name == "connect" || target.empty() || target == folder.filename() ||
           target.find(".db") != target.npos || target.starts_with("socket:") ||
           target.find("/fontconfig/") != target.npos;
}

const std::vector<Failure>& failures_of(const Scenario& scenario)
{
    // An interrupted call that is interrupted again for good would rightly be tried for ever.
    static const std::vector<Failure> of_files{{"EIO", false},  {"ENOSPC", true},
                                               {"EIO", true},   {"ENOSPC", false},
                                               {"EROFS", true}, {"EINTR", false}};
    static const std::vector<Failure> of_files_and_servers = [] {
        auto both = of_files;
        both.insert(both.end(), {{"ECONNRESET", false}, {"ECONNRESET", true}});
        return both;
    }();
    static const std::vector<Failure> of_the_wire{
        {"ECONNRESET", false}, {"ENOSPC", true}, {"ECONNRESET", true}, {"EIO", false}};
    if (scenario.over_mollie)
        return of_the_wire;
    return scenario.over_smtp ? of_files_and_servers : of_files;
}

bool is_at_socket(const std::string& point)
{
    return point.find(" socket:") != point.npos;
}

std::string check_refused(const Stage& stage, const Disturbed& run, bool is_tried_again,
                          const std::filesystem::path& folder)
{
    if (run.status == 0) {
        if (stage.scenario().over_smtp && is_at_socket(run.point))
            return stage.converge(folder); // put off, or sent again over a new connection
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

Disturbed count_points(const Stage& stage)
{
    const test::TempFolder folder;
    stage.copy_into(folder.path());
    return stage.disturb({"count"}, folder.path());
}

/// All, or every n-th and what stands on either side of a call that leaves the machine.
std::set<std::size_t> points_to_kill_at(const Stage& stage, Depth depth)
{
    const auto counted = count_points(stage);
    if (counted.points > beyond_all)
        throw std::runtime_error{"the command does not end"};
    const auto step = depth == Depth::full ? 1 : stage.scenario().quick_step;
    std::set<std::size_t> points;
    for (std::size_t n = 1; n <= counted.points + variation; n += step)
        points.insert(n);
    for (const auto send : counted.sends)
        points.insert({send, send + 1});
    return points;
}

} // namespace

Result kill_everywhere(const Stage& stage, Depth depth)
{
    Result result;
    for (const auto n : points_to_kill_at(stage, depth)) {
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
        if (result.violations.size() >= enough)
            break;
    }
    return result;
}

Result fail_everywhere(const Stage& stage, Depth depth)
{
    const auto& failures = failures_of(stage.scenario());
    Result result;
    const auto points = count_points(stage).points;
    const auto wanted = stage.scenario().over_mollie ? wire_samples : samples;
    const auto step = depth == Depth::full ? 1 : std::max<std::size_t>(1, points / wanted);
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
