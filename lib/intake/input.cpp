#include "intake/input.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::intake {

namespace {

constexpr std::size_t window_bytes = 256 * 1024;
constexpr std::size_t hash_bytes = 32;

} // namespace

struct Input::Hash {
    crypto_generichash_state state;
};

Input::Input(const std::string& file)
    : file_{file}, buffer_(window_bytes, '\0'), hash_{std::make_unique<Hash>()}
{
    if (sodium_init() < 0 || crypto_generichash_init(&hash_->state, nullptr, 0, hash_bytes) != 0)
        throw Fault{FaultKind::bug, "libsodium does not start"};
    owned_ = file != "-";
    descriptor_ = owned_ ? open(file.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
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
