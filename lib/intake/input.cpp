#include "intake/input.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::intake {

namespace {

constexpr std::size_t window_bytes = 256 * 1024;
constexpr std::size_t hash_bytes = 32;
constexpr int look_ms = 200; ///< between looks at the stop signal while waiting

[[noreturn]] void refuse_spool(const std::string& folder)
{
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", folder, std::strerror(errno)),
                "nothing was loaded; what comes through a pipe is kept there while it is read: "
                "make room, or load a file"};
}

/// Gone with its descriptor, whatever happens to us.
int nameless_file(const std::string& folder)
{
    int descriptor = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0)
        return descriptor;
    // Not every file system has such files.
    auto name = folder + "/.import-XXXXXX";
    descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0)
        refuse_spool(folder);
    unlink(name.c_str());
    return descriptor;
}

void write_all(int descriptor, std::string_view bytes, const std::string& folder)
{
    while (!bytes.empty()) {
        const auto written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            refuse_spool(folder);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// True once there is something to read, or the end.
bool wait_for_more(int descriptor, const Spool& spool, const std::string& file)
{
    pollfd waited{descriptor, POLLIN, 0};
    for (;;) {
        if (spool.stop && spool.stop())
            throw Fault{FaultKind::try_later,
                        fmt::format("stopped while waiting for {}; nothing was loaded",
                                    file == "-" ? "standard input" : file),
                        "run the command again"};
        const int ready = poll(&waited, 1, look_ms);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true; // reading tells what is wrong
    }
}

} // namespace

struct Input::Hash {
    crypto_generichash_state state;
};

Input::Input(const std::string& file, const Spool& spool)
    : file_{file}, buffer_(window_bytes, '\0'), hash_{std::make_unique<Hash>()}
{
    if (sodium_init() < 0 || crypto_generichash_init(&hash_->state, nullptr, 0, hash_bytes) != 0)
        throw Fault{FaultKind::bug, "libsodium does not start"};
    owned_ = file != "-";
    // Opening a FIFO would wait for whoever writes it, deaf to a signal.
    const int waiting = spool.folder.empty() ? 0 : O_NONBLOCK;
    descriptor_ = owned_ ? open(file.c_str(), O_RDONLY | O_CLOEXEC | waiting) : STDIN_FILENO;
    if (descriptor_ < 0)
        throw Fault{FaultKind::no_input, fmt::format("{}: {}", file, std::strerror(errno)),
                    "name a file that is there and that you may read"};
    struct stat status {};
    if (fstat(descriptor_, &status) != 0)
        return;
    if (S_ISREG(status.st_mode))
        size_ = status.st_size;
    if (owned_ && S_ISDIR(status.st_mode)) {
        close(descriptor_);
        throw Fault{FaultKind::no_input, fmt::format("{} is a folder", file),
                    "name the file in it"};
    }
    if (!S_ISREG(status.st_mode) && !spool.folder.empty())
        take_in(spool);
}

void Input::take_in(const Spool& spool)
{
    const int from = descriptor_;
    const int to = nameless_file(spool.folder);
    try {
        while (wait_for_more(from, spool, file_)) {
            const auto count = read(from, buffer_.data(), buffer_.size());
            if (count == 0)
                break;
            if (count < 0 && errno != EINTR && errno != EAGAIN)
                throw Fault{FaultKind::no_input, fmt::format("{}: {}", file_, std::strerror(errno)),
                            "nothing was loaded; run the command again once it can be read"};
            if (count > 0)
                write_all(to, {buffer_.data(), static_cast<std::size_t>(count)}, spool.folder);
        }
    } catch (...) {
        close(to);
        if (owned_)
            close(from);
        throw;
    }
    if (owned_)
        close(from);
    size_ = lseek(to, 0, SEEK_CUR);
    lseek(to, 0, SEEK_SET);
    descriptor_ = to;
    owned_ = true;
}

Input::~Input()
{
    if (owned_)
        close(descriptor_);
}

bool Input::read_more()
{
    if (ended_)
        return false;
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    ssize_t count = 0;
    do
        count = read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        throw Fault{FaultKind::no_input, fmt::format("{}: {}", file_, std::strerror(errno)),
                    "nothing was loaded; run the command again once the file can be read"};
    if (count == 0) {
        ended_ = true;
        return false;
    }
    crypto_generichash_update(&hash_->state,
                              reinterpret_cast<const unsigned char*>(buffer_.data()) + end_,
                              static_cast<unsigned long long>(count));
    end_ += static_cast<std::size_t>(count);
    bytes_read_ += count;
    return true;
}

std::string_view Input::window(std::size_t least)
{
    if (least > buffer_.size()) // with what was consumed in front of it
        buffer_.resize(std::max(least, 2 * buffer_.size()));
    while (end_ - begin_ < least && read_more()) {
    }
    return std::string_view{buffer_}.substr(begin_, end_ - begin_);
}

std::string Input::hash()
{
    std::array<unsigned char, hash_bytes> hash{};
    crypto_generichash_final(&hash_->state, hash.data(), hash.size());
    std::array<char, hash_bytes * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

} // namespace duesday::intake
