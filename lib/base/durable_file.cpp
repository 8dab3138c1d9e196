#include "base/durable_file.hpp"

#include "base/fault.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

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

int sync_descriptor(int descriptor)
{
    while (fsync(descriptor) != 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

/// Each sync of a file waits for the disk; of more files than this all of it is synced at once.
constexpr std::size_t synced_one_by_one = 4;

class OpenFolder {
public:
    explicit OpenFolder(const std::string& folder)
        : descriptor_{open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
    {
        if (descriptor_ < 0)
            refuse(folder, errno);
    }
    ~OpenFolder() { close(descriptor_); }
    OpenFolder(const OpenFolder&) = delete;
    OpenFolder& operator=(const OpenFolder&) = delete;

    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// All that was written to the file system of the folder (Linux 5.8 tells what could not be).
void sync_file_system(const std::string& folder)
{
    const OpenFolder opened{folder};
    if (syncfs(opened.descriptor()) != 0)
        refuse(folder, errno);
}

/// A file that is gone again unless it was written whole.
class HalfFile {
public:
    explicit HalfFile(std::string file)
        : file_{std::move(file)}, descriptor_{
                                      open(file_.c_str(),
                                           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                           S_IRUSR | S_IWUSR)}
    {
        if (descriptor_ < 0)
            refuse(file_, errno);
    }
    ~HalfFile()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
        if (!file_.empty())
            unlink(file_.c_str());
    }
    HalfFile(HalfFile&& other) noexcept
        : file_{std::exchange(other.file_, {})}, descriptor_{std::exchange(other.descriptor_, -1)}
    {
    }
    HalfFile(const HalfFile&) = delete;
    HalfFile& operator=(const HalfFile&) = delete;

    void write(std::string_view content)
    {
        if (const int reason = write_all(descriptor_, content))
            refuse(file_, reason);
    }
    void sync()
    {
        if (const int reason = sync_descriptor(descriptor_))
            refuse(file_, reason);
        close();
    }
    void close()
    {
        if (::close(std::exchange(descriptor_, -1)) != 0)
            refuse(file_, errno);
    }
    void keep() { file_.clear(); }
    void rename_to(const std::string& target)
    {
        rename_file(file_, target);
        keep();
    }

private:
    std::string file_;
    int descriptor_;
};

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
    HalfFile half{file};
    half.write(content);
    half.sync();
    half.keep();
}

void rename_file(const std::string& from, const std::string& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        refuse(to, errno);
}

void sync_folder(const std::string& folder)
{
    const OpenFolder opened{folder};
    if (const int reason = sync_descriptor(opened.descriptor()))
        refuse(folder, reason);
}

void replace_files(std::span<const NewFile> files)
{
    std::vector<HalfFile> halves;
    halves.reserve(files.size());
    for (const auto& file : files)
        halves.emplace_back(fmt::format("{}/.{}.new", file.folder, file.name)).write(file.content);
    std::set<std::string> folders;
    for (const auto& file : files)
        folders.insert(file.folder);
    if (files.size() <= synced_one_by_one) {
        for (auto& half : halves)
            half.sync();
    } else {
        for (const auto& folder : folders)
            sync_file_system(folder);
        for (auto& half : halves)
            half.close();
    }
    for (std::size_t i = 0; i < files.size(); ++i)
        halves[i].rename_to(fmt::format("{}/{}", files[i].folder, files[i].name));
    for (const auto& folder : folders)
        sync_folder(folder);
}

} // namespace duesday
