#include "store/secret_file.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::store {

void create_secret_file(const std::string& file, const std::string& secret)
{
    const int descriptor =
        open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0 && errno == EEXIST)
        return;
    const std::string line = secret + "\n";
    const bool written = descriptor >= 0 &&
                         write(descriptor, line.data(), line.size()) ==
                             static_cast<ssize_t>(line.size()) &&
                         fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (!written) {
        if (descriptor >= 0)
            unlink(file.c_str()); // half a key must not stay
        throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file, std::strerror(reason)),
                    "make room or mend the permissions of the folder"};
    }
}

std::string read_secret_file(const std::string& file)
{
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw Fault{FaultKind::bad_setup, fmt::format("{}: {}", file, std::strerror(errno)),
                    "bring it back from where the book was copied from"};
    struct stat status {};
    std::array<char, 256> buffer{};
    const bool readable = fstat(descriptor, &status) == 0;
    const auto length = read(descriptor, buffer.data(), buffer.size());
    close(descriptor);
    if (!readable || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw Fault{FaultKind::bad_setup, fmt::format("{} may be read by others", file),
                    fmt::format("chmod 600 {}", file)};
    std::string secret{buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
        secret.pop_back();
    if (secret.size() < 32)
        throw Fault{FaultKind::bad_setup, fmt::format("{} does not hold a key", file),
                    "bring it back from where the book was copied from"};
    return secret;
}

} // namespace duesday::store
