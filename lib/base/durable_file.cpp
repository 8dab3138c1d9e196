#include "base/durable_file.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace duesday {

namespace {

[[noreturn]] void refuse(const std::string& file, int reason)
{
    throw Fault{FaultKind::cannot_write, fmt::format("{}: {}", file, std::strerror(reason)),
                "make room or mend the permissions; nothing is lost, run the command again"};
}

std::string folder_above(const std::string& path)
{
    const auto slash = path.find_last_of('/');
    if (slash == path.npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// 0, or the error number.
int write_all(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const auto written = write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int sync(int descriptor)
{
    while (fsync(descriptor) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

} // namespace

void make_folder(const std::string& folder)
{
    if (mkdir(folder.c_str(), S_IRWXU) == 0) {
        sync_folder(folder_above(folder));
        return;
    }
    const int reason = errno;
    struct stat status {};
    if (stat(folder.c_str(), &status) == 0) {
        if (!S_ISDIR(status.st_mode))
            refuse(folder, ENOTDIR);
        return;
    }
    if (reason != ENOENT || folder_above(folder) == folder)
        refuse(folder, reason);
    make_folder(folder_above(folder));
    if (mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        refuse(folder, errno);
    sync_folder(folder_above(folder));
}

void write_synced(const std::string& file, std::string_view content)
{
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        refuse(file, errno);
    int reason = write_all(descriptor, content);
    if (reason == 0)
        reason = sync(descriptor);
    if (close(descriptor) != 0 && reason == 0)
        reason = errno;
    if (reason == 0)
        return;
    unlink(file.c_str());
    refuse(file, reason);
}

void rename_file(const std::string& from, const std::string& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        refuse(to, errno);
}

void sync_folder(const std::string& folder)
{
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        refuse(folder, errno);
    const int reason = sync(descriptor);
    close(descriptor);
    if (reason != 0)
        refuse(folder, reason);
}

void replace_file(const std::string& folder, const std::string& name, std::string_view content)
{
    const auto half = fmt::format("{}/.{}.new", folder, name);
    write_synced(half, content);
    rename_file(half, fmt::format("{}/{}", folder, name));
    sync_folder(folder);
}

} // namespace duesday
