// kill_driver: runs a program under ptrace and disturbs it at its n-th point, that is before the
// n-th system call that changes the state of something outside it (RELIABILITY F1 and F2).
//
//     kill_driver count                            -- PROGRAM ARG...   counts and names the points
//     kill_driver kill N                           -- PROGRAM ARG...   kill -9 instead of point N
//     kill_driver fail N ERRNO [--once|--for-good] -- PROGRAM ARG...   point N fails with ERRNO (a
//                                 name such as EIO); for good: all later ones too
//     before the --: --report FILE   where the driver writes (else standard error)
//
// Points are: writes, syncs, creating or truncating opens, renames, links, removals, new folders,
// changes of size or mode, and what is sent on a socket; of all threads and child processes, but
// not on descriptors 1 and 2 and nothing that no other program can see (eventfd, pipe, memfd).
//
// The report names each point as "point N CALL PATH" (with kill and fail only the disturbed one)
// and ends with "points N" and "status S", the program's exit status or 128 + signal.
// Exit status: 0 the program ran and was disturbed as asked; 3 it ended before point N; 2 wrong
// usage, or the program could not be traced.

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

/// Where a call says what it works on.
enum class Target { fd, third_fd, path, path_at, open, open_at };

struct Call {
    const char* name;
    Target target;
};

const std::map<std::uint64_t, Call> calls{
    {SYS_write, {"write", Target::fd}},
    {SYS_pwrite64, {"pwrite64", Target::fd}},
    {SYS_writev, {"writev", Target::fd}},
    {SYS_pwritev, {"pwritev", Target::fd}},
    {SYS_pwritev2, {"pwritev2", Target::fd}},
    {SYS_copy_file_range, {"copy_file_range", Target::third_fd}},
    {SYS_sendfile, {"sendfile", Target::fd}},
    {SYS_fsync, {"fsync", Target::fd}},
    {SYS_fdatasync, {"fdatasync", Target::fd}},
    {SYS_syncfs, {"syncfs", Target::fd}},
    {SYS_sync_file_range, {"sync_file_range", Target::fd}},
    {SYS_msync, {"msync", Target::fd}},
    {SYS_ftruncate, {"ftruncate", Target::fd}},
    {SYS_fallocate, {"fallocate", Target::fd}},
    {SYS_fchmod, {"fchmod", Target::fd}},
    {SYS_fchown, {"fchown", Target::fd}},
    {SYS_sendto, {"sendto", Target::fd}},
    {SYS_sendmsg, {"sendmsg", Target::fd}},
    {SYS_sendmmsg, {"sendmmsg", Target::fd}},
    {SYS_connect, {"connect", Target::fd}},
    {SYS_truncate, {"truncate", Target::path}},
    {SYS_rename, {"rename", Target::path}},
    {SYS_link, {"link", Target::path}},
    {SYS_symlink, {"symlink", Target::path}},
    {SYS_unlink, {"unlink", Target::path}},
    {SYS_mkdir, {"mkdir", Target::path}},
    {SYS_rmdir, {"rmdir", Target::path}},
    {SYS_chmod, {"chmod", Target::path}},
    {SYS_chown, {"chown", Target::path}},
    {SYS_creat, {"creat", Target::path}},
    {SYS_renameat, {"renameat", Target::path_at}},
    {SYS_renameat2, {"renameat2", Target::path_at}},
    {SYS_linkat, {"linkat", Target::path_at}},
    {SYS_symlinkat, {"symlinkat", Target::path}},
    {SYS_unlinkat, {"unlinkat", Target::path_at}},
    {SYS_mkdirat, {"mkdirat", Target::path_at}},
    {SYS_fchmodat, {"fchmodat", Target::path_at}},
    {SYS_open, {"open", Target::open}},
    {SYS_openat, {"openat", Target::open_at}},
};

const std::map<std::string_view, int> errors{
    {"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EROFS", EROFS},
    {"EACCES", EACCES}, {"EDQUOT", EDQUOT}, {"EFBIG", EFBIG}, {"ECONNRESET", ECONNRESET},
};

struct Wish {
    enum class Kind { count, kill, fail } kind = Kind::count;
    std::uint64_t point = 0;
    int error = 0;
    bool for_good = false;
    std::FILE* report = stderr;
    std::vector<char*> words; ///< the program, null at the end
};

std::string text_at(pid_t pid, std::uint64_t address)
{
    char text[256] = {};
    iovec here{text, sizeof text - 1};
    // Up to the end of the page, because what follows it may not be there.
    iovec there{reinterpret_cast<void*>(address),
                std::min<std::size_t>(sizeof text - 1, 4096 - address % 4096)};
    if (::process_vm_readv(pid, &here, 1, &there, 1, 0) < 0)
        return "?";
    return text;
}

std::string file_of(pid_t pid, std::uint64_t fd)
{
    const auto link = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(fd);
    char text[4096] = {};
    return ::readlink(link.c_str(), text, sizeof text - 1) < 0 ? "" : text;
}

/// What the call works on, or empty where it is no point.
std::string target_of(pid_t pid, const Call& call, const std::array<std::uint64_t, 3>& arguments)
{
    switch (call.target) {
    case Target::fd:
    case Target::third_fd: {
        const auto fd = arguments[call.target == Target::fd ? 0 : 2];
        const auto file = file_of(pid, fd);
        const bool unseen = file.starts_with("anon_inode:") || file.starts_with("pipe:") ||
                            file.starts_with("/memfd:");
        return fd == 1 || fd == 2 || unseen ? "" : file;
    }
    case Target::path:
        return text_at(pid, arguments[0]);
    case Target::path_at:
        return text_at(pid, arguments[1]);
    case Target::open:
        return (arguments[1] & (O_CREAT | O_TRUNC)) != 0 ? text_at(pid, arguments[0]) : "";
    case Target::open_at:
        return (arguments[2] & (O_CREAT | O_TRUNC)) != 0 ? text_at(pid, arguments[1]) : "";
    }
    return "";
}

class Driver {
public:
    explicit Driver(const Wish& wish) : wish_{wish} {}

    int run();

private:
    void start();
    void stopped(pid_t pid, int status);
    void entered(pid_t pid);
    void go_on(pid_t pid, int signal) { ::ptrace(PTRACE_CONT, pid, nullptr, signal); }

    const Wish& wish_;
    pid_t root_ = -1;
    std::uint64_t points_ = 0;
    bool disturbed_ = false;
    int status_ = 0;
    std::set<pid_t> traced_;
};

[[noreturn]] void give_up(const char* what)
{
    std::fprintf(stderr, "kill_driver: %s: %s\n", what, std::strerror(errno));
    std::exit(2);
}

/// From here on this process and its children stop for their tracer before the calls of the
/// table, and only before those: all others run at full speed.
void stop_before_calls()
{
    std::vector<sock_filter> filter{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    };
    for (const auto& [number, call] : calls) {
        const auto trace = static_cast<std::uint32_t>(number);
        filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, trace, 0, 1));
        filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
    }
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        ::_exit(126);
}

void Driver::start()
{
    int gate[2];
    if (::pipe(gate) != 0)
        give_up("pipe");
    root_ = ::fork();
    if (root_ < 0)
        give_up("fork");
    if (root_ == 0) {
        // Waits until it is traced.
        char go = 0;
        ::close(gate[1]);
        static_cast<void>(!::read(gate[0], &go, 1));
        ::close(gate[0]);
        stop_before_calls();
        ::execv(wish_.words[0], wish_.words.data());
        ::_exit(127);
    }
    ::close(gate[0]);
    const auto options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                         PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
    if (::ptrace(PTRACE_SEIZE, root_, nullptr, options) != 0) {
        ::kill(root_, SIGKILL);
        give_up("ptrace");
    }
    ::close(gate[1]);
}

void Driver::entered(pid_t pid)
{
    user_regs_struct registers{};
    ::ptrace(PTRACE_GETREGS, pid, nullptr, &registers);
    const auto call = calls.find(registers.orig_rax);
    if (call == calls.end())
        return;
    const std::array<std::uint64_t, 3> arguments{registers.rdi, registers.rsi, registers.rdx};
    const auto target = target_of(pid, call->second, arguments);
    if (target.empty())
        return;
    ++points_;
    const bool here = wish_.kind != Wish::Kind::count && points_ == wish_.point;
    if (here || wish_.kind == Wish::Kind::count)
        std::fprintf(wish_.report, "point %llu %s %s\n", static_cast<unsigned long long>(points_),
                     call->second.name, target.c_str());
    disturbed_ = disturbed_ || here;
    const bool killed = here && wish_.kind == Wish::Kind::kill;
    const bool fails = wish_.kind == Wish::Kind::fail && (here || (disturbed_ && wish_.for_good));
    if (killed || fails) {
        // The call is left out, and the program sees what stands in its place.
        registers.orig_rax = ~0ULL;
        registers.rax = static_cast<unsigned long long>(-wish_.error);
        ::ptrace(PTRACE_SETREGS, pid, nullptr, &registers);
    }
    if (killed)
        for (const auto thread : traced_)
            ::kill(thread, SIGKILL);
}

void Driver::stopped(pid_t pid, int status)
{
    const int signal = WSTOPSIG(status);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_SECCOMP)
        entered(pid);
    if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
        ::ptrace(PTRACE_LISTEN, pid, nullptr, 0); // stopped by a signal for the whole group
    else
        go_on(pid, event != 0 ? 0 : signal);
}

int Driver::run()
{
    start();
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;) {
        if (pid < 0)
            continue;
        if (WIFSTOPPED(status)) {
            traced_.insert(pid);
            stopped(pid, status);
            continue;
        }
        traced_.erase(pid);
        if (pid == root_)
            status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    std::fprintf(wish_.report, "points %llu\nstatus %d\n", static_cast<unsigned long long>(points_),
                 status_);
    return wish_.kind == Wish::Kind::count || disturbed_ ? 0 : 3;
}

[[noreturn]] void usage()
{
    std::fputs("usage: kill_driver count | kill N | fail N ERRNO [--once|--for-good]\n"
               "                   [--report FILE] -- PROGRAM ARG...\n",
               stderr);
    std::exit(2);
}

Wish parse(int argc, char** argv)
{
    Wish wish;
    std::vector<std::string_view> words;
    int i = 1;
    for (; i < argc && std::string_view{argv[i]} != "--"; ++i) {
        const std::string_view word = argv[i];
        if (word == "--report" && i + 1 < argc)
            wish.report = std::fopen(argv[++i], "we");
        else if (word == "--for-good")
            wish.for_good = true;
        else if (word != "--once")
            words.push_back(word);
    }
    wish.words.assign(argv + std::min(i + 1, argc), argv + argc);
    wish.words.push_back(nullptr);
    const std::size_t wanted = words.empty()         ? 0
                               : words[0] == "count" ? 1
                               : words[0] == "kill"  ? 2
                                                     : 3;
    if (wish.report == nullptr || wish.words.size() < 2 || wanted == 0 || words.size() != wanted)
        usage();
    wish.kind = wanted == 1 ? Wish::Kind::count : wanted == 2 ? Wish::Kind::kill : Wish::Kind::fail;
    if (wanted > 1)
        wish.point = std::strtoull(std::string{words[1]}.c_str(), nullptr, 10);
    if (wanted == 3 && (words[0] != "fail" || errors.count(words[2]) == 0))
        usage();
    if (wanted > 1 && wish.point == 0)
        usage();
    if (wanted == 3)
        wish.error = errors.at(words[2]);
    return wish;
}

} // namespace

int main(int argc, char** argv)
{
    const auto wish = parse(argc, argv);
    return Driver{wish}.run();
}
