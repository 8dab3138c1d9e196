// F5: no room, no permission, nobody who listens.

#include <fmt/format.h>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fault/faults.hpp"

namespace duesday::fault {

namespace {

namespace fs = std::filesystem;

constexpr unsigned nobody = 65534;

/// A file system of our own, seen by this process and its children only.
class Disk {
public:
    Disk()
    {
        static const bool apart = ::unshare(CLONE_NEWNS) == 0 &&
                                  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
        mounted_ = apart && ::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=64m,mode=0700") == 0;
    }
    ~Disk()
    {
        if (mounted_)
            ::umount2(path().c_str(), MNT_DETACH);
    }
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    bool is_there() const { return mounted_; }
    const fs::path& path() const { return folder_.path(); }
    bool change(unsigned long flags, const std::string& size) const
    {
        const auto options = "size=" + size + ",mode=0700";
        return ::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT | flags, options.c_str()) == 0;
    }

private:
    test::TempFolder folder_;
    bool mounted_ = false;
};

/// Bytes of whole pages that the files of a folder take.
std::size_t room_of(const fs::path& folder)
{
    constexpr std::size_t page = 4096;
    std::size_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        bytes += entry.is_regular_file() ? (entry.file_size() + page - 1) / page * page : 0;
    return bytes;
}

/// `status` as it may be, and once the fault is gone all comes right.
std::string check(const Stage& stage, int status, const Ends& ends, const fs::path& folder,
                  const std::string& err)
{
    if (!is_one_of(status, ends))
        return fmt::format("it ended with {} instead of {}\n{}", status, words_of(ends), err);
    if (status == 0) {
        const auto lost = stage.missing(folder);
        return lost.empty() ? "" : "it ended with 0, but " + lost;
    }
    return stage.converge(folder);
}

void note(Result& result, const std::string& where, const std::string& complaint)
{
    ++result.rounds;
    if (!complaint.empty())
        result.violations.push_back(where + ": " + complaint);
}

/// The command in a copy of the prepared folder, with a change to how it is started.
Result run_changed(const Stage& stage, const std::string& where, const Ends& ends,
                   const std::function<void()>& before_exec)
{
    Result result;
    const test::TempFolder folder;
    stage.copy_into(folder.path());
    auto command = stage.command(stage.scenario().command.words, folder.path());
    command.before_exec = before_exec;
    const auto finished = test::run(command);
    note(result, where, check(stage, finished.status, ends, folder.path(), finished.err));
    return result;
}

std::vector<std::size_t> rooms(Depth depth, std::size_t step, std::size_t most)
{
    std::vector<std::size_t> sizes{0};
    for (auto size = step; size <= most; size = depth == Depth::full ? size + step : size * 2)
        sizes.push_back(size);
    return sizes;
}

} // namespace

Result fill_disk(const Stage& stage, Depth depth)
{
    Result result;
    constexpr std::size_t page = 4096;
    for (const auto spare : rooms(depth, page, 512 * 1024)) {
        const Disk disk;
        if (!disk.is_there()) {
            result.skipped = "only root may mount a small file system";
            return result;
        }
        stage.copy_into(disk.path());
        disk.change(0, std::to_string(room_of(disk.path()) + spare));
        const auto finished = test::run(stage.command(stage.scenario().command.words, disk.path()));
        disk.change(0, "64m");
        note(result, fmt::format("with room for {} bytes", spare),
             check(stage, finished.status, {0, 1, 73, 75}, disk.path(), finished.err));
    }
    return result;
}

Result limit_file_size(const Stage& stage, Depth depth)
{
    Result result;
    for (const auto size : rooms(depth, 16 * 1024, 1024 * 1024)) {
        const auto here =
            run_changed(stage, fmt::format("no file above {} bytes", size), {0, 1, 73, 75}, [size] {
                const rlimit limit{size, size};
                ::setrlimit(RLIMIT_FSIZE, &limit);
            });
        result.rounds += here.rounds;
        result.violations.insert(result.violations.end(), here.violations.begin(),
                                 here.violations.end());
    }
    return result;
}

Result mount_read_only(const Stage& stage, Depth)
{
    Result result;
    const Disk disk;
    if (!disk.is_there()) {
        result.skipped = "only root may mount a small file system";
        return result;
    }
    stage.copy_into(disk.path());
    disk.change(MS_RDONLY, "64m");
    const auto finished = test::run(stage.command(stage.scenario().command.words, disk.path()));
    disk.change(0, "64m");
    auto complaint = stage.change(disk.path());
    if (complaint.empty())
        complaint = check(stage, finished.status, {73}, disk.path(), finished.err);
    note(result, "on a file system that is read-only", complaint);
    return result;
}

Result take_permission(const Stage& stage, Depth)
{
    Result result;
    const test::TempFolder folder;
    stage.copy_into(folder.path());
    const bool root = ::geteuid() == 0;
    std::vector<fs::path> all{folder.path()};
    for (const auto& entry : fs::recursive_directory_iterator{folder.path()})
        all.push_back(entry.path());
    for (const auto& path : all) {
        if (root && ::chown(path.c_str(), nobody, nobody) != 0)
            throw std::runtime_error{"cannot give " + path.string() + " away"};
        fs::permissions(path, fs::is_directory(path) ? fs::perms{0500} : fs::perms{0400});
    }
    auto command = stage.command(stage.scenario().command.words, folder.path());
    command.before_exec = [root] {
        // Permissions do not bind root.
        if (root &&
            (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0))
            ::_exit(126);
    };
    const auto finished = test::run(command);
    for (const auto& path : all) {
        fs::permissions(path, fs::is_directory(path) ? fs::perms{0700} : fs::perms{0600});
        if (root && ::chown(path.c_str(), 0, 0) != 0)
            throw std::runtime_error{"cannot take " + path.string() + " back"};
    }
    auto complaint = stage.change(folder.path());
    if (complaint.empty())
        complaint = check(stage, finished.status, {73}, folder.path(), finished.err);
    note(result, "without permission to write", complaint);
    return result;
}

Result fill_output(const Stage& stage, Depth)
{
    return run_changed(stage, "into /dev/full", {73},
                       [] { ::dup2(::open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO); });
}

Result close_output(const Stage& stage, Depth)
{
    return run_changed(stage, "with standard output closed", {0, 1, 73},
                       [] { ::close(STDOUT_FILENO); });
}

} // namespace duesday::fault
