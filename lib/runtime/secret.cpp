#include "runtime/secret.hpp"

#include "base/fault.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday::runtime {

namespace {

constexpr std::size_t longest_secret = 4096;

[[noreturn]] void refuse(const SecretSource& source, const std::string& text,
                         const std::string& remedy)
{
    throw Fault{FaultKind::bad_setup, fmt::format("{}: {}", source.name, text), remedy};
}

/// A bare name is a credential that systemd has put into a folder for this service.
std::string path_of(const SecretSource& source)
{
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (credentials != nullptr && source.file.find('/') == source.file.npos)
        return fmt::format("{}/{}", credentials, source.file);
    return source.file;
}

std::string from_file(const SecretSource& source)
{
    const auto file = path_of(source);
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        refuse(source, fmt::format("{}: {}", file, std::strerror(errno)),
               "write the secret into that file, mode 0600");
    struct stat status {};
    std::array<char, longest_secret> buffer{};
    const bool is_file = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    const auto length = is_file ? read(descriptor, buffer.data(), buffer.size()) : -1;
    close(descriptor);
    if (length < 0)
        refuse(source, fmt::format("{} cannot be read", file), "name a file that holds the secret");
    const mode_t open_to_others =
        status.st_uid == 0 ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
    if ((status.st_mode & open_to_others) != 0)
        refuse(source, fmt::format("{} may be read or changed by others", file),
               fmt::format("chmod 600 {}", file));
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string from_command(const SecretSource& source)
{
    std::FILE* pipe = popen(source.command.c_str(), "re");
    if (pipe == nullptr)
        refuse(source, fmt::format("the command does not start: {}", std::strerror(errno)),
               "run it by hand");
    std::array<char, longest_secret> buffer{};
    const auto length = std::fread(buffer.data(), 1, buffer.size(), pipe);
    if (pclose(pipe) != 0)
        refuse(source, "its command failed", "run it by hand as the user of this job");
    return {buffer.data(), length};
}

} // namespace

bool is_named(const SecretSource& source)
{
    return std::getenv(source.variable.c_str()) != nullptr || !source.file.empty() ||
           !source.command.empty();
}

std::string read_secret(const SecretSource& source)
{
    std::string secret;
    if (const char* value = std::getenv(source.variable.c_str()))
        secret = value;
    else if (!source.file.empty())
        secret = from_file(source);
    else if (!source.command.empty())
        secret = from_command(source);
    else
        refuse(source, "is not configured", "see duesday.toml(5)");
    secret = secret.substr(0, secret.find('\n'));
    if (!secret.empty() && secret.back() == '\r')
        secret.pop_back();
    if (secret.empty())
        refuse(source, "is empty", "see duesday.toml(5)");
    if (text::has_control_character(secret))
        refuse(source, "holds a control character", "see duesday.toml(5)");
    return secret;
}

} // namespace duesday::runtime
