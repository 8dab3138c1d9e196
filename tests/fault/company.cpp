// F6: a program is not alone.

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "fault/faults.hpp"

namespace duesday::fault {

namespace {

constexpr int at_once = 8;
constexpr int busy = 75;

/// A run lock in our own hand.
class HeldLock {
public:
    explicit HeldLock(const std::filesystem::path& file)
        : descriptor_{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)}
    {
        if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
            throw std::runtime_error{"cannot lock " + file.string()};
    }
    ~HeldLock() { ::close(descriptor_); }
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;

private:
    int descriptor_;
};

} // namespace

Result run_at_once(const Stage& stage, Depth depth)
{
    Result result;
    auto allowed = stage.scenario().command.ends;
    for (const auto& step : stage.scenario().again) // who comes after the winner finds it done
        allowed.insert(allowed.end(), step.ends.begin(), step.ends.end());
    allowed.push_back(busy);
    const int rounds = depth == Depth::full ? 100 : 5;
    for (int round = 0; round < rounds; ++round) {
        ++result.rounds;
        const test::TempFolder folder;
        stage.copy_into(folder.path());
        const auto command = stage.command(stage.scenario().command.words, folder.path());
        std::vector<test::Running> running;
        for (int i = 0; i < at_once; ++i)
            running.emplace_back(command);
        int winners = 0;
        std::string complaint;
        for (auto& run : running) {
            const auto finished = run.wait();
            winners += finished.status == busy ? 0 : 1;
            if (!is_one_of(finished.status, allowed))
                complaint = fmt::format("one ended with {} instead of {}\n{}", finished.status,
                                        words_of(allowed), finished.err);
        }
        if (winners == 0)
            complaint = "all eight gave way";
        if (complaint.empty())
            complaint = stage.missing(folder.path());
        if (!complaint.empty()) {
            result.violations.push_back(fmt::format("round {}: {}", round, complaint));
            break;
        }
    }
    return result;
}

Result hold_lock(const Stage& stage, Depth)
{
    Result result;
    if (stage.scenario().lock.empty()) {
        result.skipped = "it takes no lock";
        return result;
    }
    ++result.rounds;
    const test::TempFolder folder;
    stage.copy_into(folder.path());
    std::string complaint;
    {
        const HeldLock lock{folder / fmt::format("book.db.{}.lock", stage.scenario().lock)};
        auto words = stage.scenario().command.words;
        words.insert(words.end(), {"--wait", "0"});
        const auto finished = test::run(stage.command(words, folder.path()));
        if (finished.status != busy)
            complaint =
                fmt::format("it ended with {} instead of 75\n{}", finished.status, finished.err);
        if (complaint.empty())
            complaint = stage.change(folder.path());
    }
    if (complaint.empty())
        complaint = stage.converge(folder.path());
    if (!complaint.empty())
        result.violations.push_back(complaint);
    return result;
}

} // namespace duesday::fault
