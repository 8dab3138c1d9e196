#include "store/locks.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace duesday::store {

namespace {

constexpr useconds_t retry_us = 50'000;
constexpr int retries_per_second = 1'000'000 / retry_us;

} // namespace

RunLock::RunLock(const std::string& book, std::string_view name, int wait_seconds,
                 bool (*gives_up)())
    : name_{name}, gives_up_{gives_up}, descriptor_{-1}
{
    const auto file = fmt::format("{}.{}.lock", book, name);
    descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0)
        throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file, std::strerror(errno)),
                    "mend the permissions of the book's folder"};
    try {
        take(wait_seconds);
    } catch (...) {
        close(descriptor_);
        throw;
    }
}

void RunLock::take(int wait_seconds)
{
    for (int tries = wait_seconds * retries_per_second;; --tries) {
        if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0)
            return;
        const int reason = errno;
        if (reason != EWOULDBLOCK && reason != EINTR)
            throw Fault{FaultKind::cannot_write,
                        fmt::format("lock '{}': {}", name_, std::strerror(reason))};
        if (tries <= 0 || (gives_up_ != nullptr && gives_up_()))
            break;
        usleep(retry_us);
    }
    throw Fault{FaultKind::try_later,
                fmt::format("another run holds the lock '{}' of this book", name_),
                "wait for it to end; --wait SECONDS waits by itself", "locked"};
}

void RunLock::hand_over(int wait_seconds)
{
    flock(descriptor_, LOCK_UN);
    usleep(2 * retry_us); // longer than a waiting program sleeps between its tries
    take(wait_seconds);
}

RunLock::RunLock(RunLock&& other) noexcept
    : name_{std::move(other.name_)}, gives_up_{other.gives_up_}, descriptor_{other.descriptor_}
{
    other.descriptor_ = -1;
}

RunLock::~RunLock()
{
    if (descriptor_ >= 0)
        close(descriptor_);
}

} // namespace duesday::store
