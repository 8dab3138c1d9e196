#include "support/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace duesday::test {

namespace {

int memory_file(const char* name)
{
    const int fd = ::memfd_create(name, MFD_CLOEXEC);
    if (fd < 0)
        throw std::runtime_error{std::string{"memfd_create: "} + std::strerror(errno)};
    return fd;
}

std::string content_of(int fd)
{
    struct stat file {};
    ::fstat(fd, &file); // its position belongs to who writes it
    std::string text(static_cast<std::size_t>(file.st_size), '\0');
    std::size_t at = 0;
    while (at < text.size()) {
        const auto got = ::pread(fd, text.data() + at, text.size() - at, static_cast<off_t>(at));
        if (got <= 0)
            break;
        at += static_cast<std::size_t>(got);
    }
    text.resize(at);
    return text;
}

void fill(int fd, const std::string& text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto put = ::write(fd, text.data() + at, text.size() - at);
        if (put <= 0)
            throw std::runtime_error{std::string{"cannot write the input: "} +
                                     std::strerror(errno)};
        at += static_cast<std::size_t>(put);
    }
    ::lseek(fd, 0, SEEK_SET);
}

[[noreturn]] void become(const Command& command, int in, int out, int err)
{
    // A group of its own, so that whatever it starts can be ended with it.
    ::setpgid(0, 0);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0)
        ::_exit(126);
    if (command.before_exec)
        command.before_exec();
    std::vector<std::string> settings;
    for (const auto& [name, value] : command.environment)
        settings.push_back(name + "=" + value);
    std::vector<char*> environment;
    for (auto& setting : settings)
        environment.push_back(setting.data());
    environment.push_back(nullptr);
    auto words = command.words;
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execve(arguments[0], arguments.data(), environment.data());
    const auto text = words[0] + ": " + std::strerror(errno) + "\n";
    static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
    ::_exit(127);
}

} // namespace

Running::Running(const Command& command)
    : time_limit_{command.time_limit}, name_{command.words.at(0)}
{
    const int in = memory_file("input");
    fill(in, command.input);
    out_ = memory_file("output");
    err_ = memory_file("errors");
    pid_ = ::fork();
    if (pid_ == 0)
        become(command, in, out_, err_);
    ::close(in);
    if (pid_ < 0)
        throw std::runtime_error{std::string{"fork: "} + std::strerror(errno)};
}

Running::Running(Running&& other) noexcept
    : pid_{std::exchange(other.pid_, -1)}, out_{std::exchange(other.out_, -1)},
      err_{std::exchange(other.err_, -1)}, time_limit_{other.time_limit_}, name_{std::move(
                                                                               other.name_)}
{
}

Running::~Running()
{
    if (pid_ > 0) {
        ::kill(-pid_, SIGKILL);
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (out_ >= 0)
        ::close(out_);
    if (err_ >= 0)
        ::close(err_);
}

std::string Running::said_so_far() const
{
    return content_of(out_);
}

Finished Running::wait()
{
    // By number: glibc 2.36 declares pidfd_open for C only.
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    pollfd waiting{handle, POLLIN, 0};
    const auto limit = std::chrono::milliseconds{time_limit_}.count();
    int ready = 0;
    do
        ready = ::poll(&waiting, 1, static_cast<int>(limit));
    while (ready < 0 && errno == EINTR);
    ::close(handle);
    if (ready <= 0)
        throw std::runtime_error{name_ + " did not end within its time limit"};
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    Finished finished;
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    finished.out = content_of(out_);
    finished.err = content_of(err_);
    return finished;
}

Finished run(const Command& command)
{
    return Running{command}.wait();
}

std::map<std::string, std::string> private_environment(const std::filesystem::path& folder,
                                                       const std::filesystem::path& bin)
{
    std::map<std::string, std::string> environment{
        {"DUESDAY_BOOK", (folder / "book.db").string()},
        {"DUESDAY_ACTOR", "tester"},
        {"HOME", folder.string()},
        {"LC_ALL", "C.UTF-8"},
        {"LOGNAME", "tester"},
        {"PATH", bin.string() + ":/usr/bin:/bin"},
        {"TZ", "UTC"},
        {"USER", "tester"},
    };
    for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name))
            environment[name] = value;
    return environment;
}

std::string read_file(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        throw std::runtime_error{"cannot read " + file.string()};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

void write_file(const std::filesystem::path& file, const std::string& content)
{
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path());
    std::ofstream out{file, std::ios::binary};
    out << content;
    if (!out.flush())
        throw std::runtime_error{"cannot write " + file.string()};
}

} // namespace duesday::test
